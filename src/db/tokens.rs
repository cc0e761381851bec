//! The words and signs of a statement with their lines, past comments: what may be said of it by its words alone.

/// A part of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A word or a number, as written.
    Word(&'a str),
    /// A text in quotes, with them.
    Text(&'a str),
    /// A name in quotes, backticks or brackets, with them.
    Quoted(&'a str),
    /// A parameter, with its colon.
    Parameter(&'a str),
    /// Any other sign.
    Sign(char),
}

/// The tokens of a statement, in order.
#[derive(Debug)]
pub struct Tokens<'a> {
    tokens: Vec<(Token<'a>, usize)>,
    end: usize,
}

impl<'a> Tokens<'a> {
    /// Reads them; a text that does not end goes to the end.
    pub fn of(text: &'a str) -> Self {
        let (mut tokens, mut rest, mut line, mut end) = (Vec::new(), text, 1, 0);
        while let Some(first) = rest.chars().next() {
            let (token, after) = rest.split_at(length(first, rest));
            if let Some(read) = read(first, token) {
                tokens.push((read, line));
                end = if first == ';' { end } else { text.len() - after.len() };
            }
            line += token.matches('\n').count();
            rest = after;
        }
        Self { tokens, end }
    }

    /// How many bytes the statement has up to its last token, without the semicolon at its end.
    pub fn end(&self) -> usize {
        self.end
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.tokens.len()
    }

    /// The line of one, counted from 1.
    pub fn line(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(1, |(_, line)| *line)
    }

    /// The token there; none before the first and after the last.
    pub fn get(&self, at: usize) -> Option<Token<'a>> {
        self.tokens.get(at).map(|(token, _)| *token)
    }

    /// Whether that word stands there, in whatever case.
    pub fn is(&self, at: usize, word: &str) -> bool {
        matches!(self.get(at), Some(Token::Word(there)) if there.eq_ignore_ascii_case(word))
    }

    /// Whether one of those words stands there.
    pub fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    /// Whether that sign stands there.
    pub fn is_sign(&self, at: usize, sign: char) -> bool {
        self.get(at) == Some(Token::Sign(sign))
    }

    /// Whether the word there is called, as a function is.
    pub fn is_call(&self, at: usize) -> bool {
        matches!(self.get(at), Some(Token::Word(_))) && self.is_sign(at + 1, '(')
    }

    /// Whether it is the column of a table that is named before it.
    pub fn is_qualified(&self, at: usize) -> bool {
        at > 0 && self.is_sign(at - 1, '.')
    }

    /// Where what opens at `open` closes; the end where it does not.
    pub fn closing(&self, open: usize) -> usize {
        let mut depth = 0;
        for at in open..self.count() {
            depth += i32::from(self.is_sign(at, '('));
            depth -= i32::from(self.is_sign(at, ')'));
            if depth == 0 {
                return at;
            }
        }
        self.count()
    }

    /// Where what closes at `close` opens.
    pub fn opening(&self, close: usize) -> Option<usize> {
        (0..close).rev().find(|open| self.is_sign(*open, '(') && self.closing(*open) == close)
    }

    /// Where the parts between `from` and `to` begin that commas part, those in parentheses not counted.
    pub fn items(&self, from: usize, to: usize) -> Vec<(usize, usize)> {
        let (mut items, mut begin, mut at) = (Vec::new(), from, from);
        while at < to {
            if self.is_sign(at, '(') {
                at = self.closing(at);
            } else if self.is_sign(at, ',') {
                items.push((begin, at));
                begin = at + 1;
            }
            at += 1;
        }
        items.push((begin, to));
        items
    }

    /// The arguments of the call there.
    pub fn arguments(&self, call: usize) -> Vec<(usize, usize)> {
        self.items(call + 2, self.closing(call + 1))
    }
}

fn length(first: char, rest: &str) -> usize {
    let until =
        |from: usize, end: &str| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    match first {
        '\'' | '"' | '`' => quoted(first, rest),
        '[' => until(1, "]"),
        '-' if rest.starts_with("--") => until(2, "\n"),
        '/' if rest.starts_with("/*") => until(2, "*/"),
        ':' if rest.starts_with("::") => 2,
        ':' => 1 + word(&rest[1..]),
        letter if in_word(letter) => word(rest),
        letter => letter.len_utf8(),
    }
}

/// A quote that is doubled stands for itself.
fn quoted(quote: char, rest: &str) -> usize {
    let mut end = 1;
    while let Some(at) = rest[end..].find(quote) {
        end += at + 1;
        if !rest[end..].starts_with(quote) {
            return end;
        }
        end += 1;
    }
    rest.len()
}

fn word(rest: &str) -> usize {
    rest.find(|letter| !in_word(letter)).unwrap_or(rest.len())
}

fn in_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// What it is; nothing where it says nothing.
fn read(first: char, token: &str) -> Option<Token<'_>> {
    match first {
        '\'' => Some(Token::Text(token)),
        '"' | '`' | '[' => Some(Token::Quoted(token)),
        _ if token.starts_with("--") || token.starts_with("/*") => None,
        ':' if token.len() > 1 && token != "::" => Some(Token::Parameter(token)),
        letter if letter.is_whitespace() => None,
        letter if in_word(letter) => Some(Token::Word(token)),
        letter => Some(Token::Sign(letter)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_quotes_and_comments_is_no_word() {
        let tokens =
            Tokens::of("SELECT 'it''s like' /* like\n */ AS \"like\", [a b] -- like\n FROM t.x WHERE :a");
        let words: Vec<_> = (0..tokens.count()).filter_map(|at| tokens.get(at)).collect();
        assert_eq!(
            words,
            [
                Token::Word("SELECT"),
                Token::Text("'it''s like'"),
                Token::Word("AS"),
                Token::Quoted("\"like\""),
                Token::Sign(','),
                Token::Quoted("[a b]"),
                Token::Word("FROM"),
                Token::Word("t"),
                Token::Sign('.'),
                Token::Word("x"),
                Token::Word("WHERE"),
                Token::Parameter(":a"),
            ]
        );
        assert_eq!((tokens.line(2), tokens.line(6)), (2, 3));
    }

    #[test]
    fn arguments_are_parted_by_commas_outside_of_parentheses() {
        let tokens = Tokens::of("f(a, g(b, c), d) + h()");
        assert_eq!(tokens.arguments(0), [(2, 3), (4, 10), (11, 12)]);
        assert_eq!((tokens.closing(1), tokens.opening(12)), (12, Some(1)));
    }
}
