//! What a command says of each instance: a line behind its name, a page below it, or an object of its own.

use std::io::Write;

use anyhow::{Error, Result};
use serde_json::{Deserializer, Map, Value as Json, json};

use super::instances::Instance;
use super::worst;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::logging;
use crate::cli::output::{VERSION, write_json};

/// Tells of one instance after another, and keeps how it ended.
pub struct Telling<'a> {
    context: &'a Context,
    out: &'a mut dyn Write,
    exit: Exit,
    /// What is for machines and printed at the end; what stays prints it at once.
    objects: Vec<Json>,
}

impl<'a> Telling<'a> {
    pub fn new(context: &'a Context, out: &'a mut dyn Write) -> Self {
        Self { context, out, exit: Exit::Done, objects: Vec::new() }
    }

    /// Does `work` for the instance and tells what it said.
    ///
    /// # Errors
    /// Only when nobody can be told.
    pub fn of(
        &mut self,
        instance: &Instance,
        work: impl FnOnce(&Context, &mut dyn Write) -> Result<Exit>,
    ) -> Result<()> {
        let (said, done) = self.done(instance, work);
        self.tell(instance, &said, done)
    }

    /// Does `work` for the instance: what it said, and how it ended.
    pub fn done(
        &self,
        instance: &Instance,
        work: impl FnOnce(&Context, &mut dyn Write) -> Result<Exit>,
    ) -> (Vec<u8>, Result<Exit>) {
        let mut said = Vec::new();
        let there = self.context.for_instance(instance);
        let done = logging::of_instance(&instance.name, || {
            let done = work(&there, &mut said);
            if done.is_ok() {
                there.deliver_after_command();
            }
            done
        });
        (said, done)
    }

    /// Tells what was said of it, and how that ended.
    pub fn tell(&mut self, instance: &Instance, said: &[u8], done: Result<Exit>) -> Result<()> {
        let exit = *done.as_ref().unwrap_or(&Exit::CouldNot);
        self.exit = worst(self.exit, exit);
        let error = done.err();
        if self.context.json() {
            let object = object(instance, said, exit, error.as_ref());
            match self.context.stays() {
                true => write_json(self.context, self.out, &object)?,
                false => self.objects.push(object),
            }
        } else {
            write!(self.out, "{}", page(instance, &String::from_utf8_lossy(said)))?;
        }
        self.out.flush()?;
        if let Some(error) = error {
            self.context.tell_failure(&error.context(instance.name.clone()));
        }
        Ok(())
    }

    /// How all of it ended.
    pub fn end(self) -> Result<Exit> {
        if self.context.json() && !self.context.stays() {
            let all = json!({ "version": VERSION, "instances": self.objects });
            write_json(self.context, self.out, &all)?;
        }
        Ok(self.exit)
    }
}

/// What is said of an instance: behind its name where that is one line, else below it.
fn page(instance: &Instance, said: &str) -> String {
    let name = &instance.name;
    match said.trim_end().lines().count() {
        0 => String::new(),
        1 => format!("{name}: {}\n", said.trim()),
        _ => format!("== {name}\n{}\n", said.trim_end()),
    }
}

/// The same for machines: what the command prints of one, with the name of the instance and how it ended.
fn object(instance: &Instance, said: &[u8], exit: Exit, error: Option<&Error>) -> Json {
    let mut object = Map::from_iter([
        ("instance".to_owned(), instance.name.as_str().into()),
        ("exit".to_owned(), exit.code().into()),
    ]);
    if let Some(error) = error {
        object.insert("error".to_owned(), format!("{error:#}").into());
    }
    let printed = Deserializer::from_slice(said).into_iter::<Map<String, Json>>();
    let mut printed: Vec<Map<String, Json>> = printed.map_while(Result::ok).collect();
    if printed.len() > 1 {
        object.insert("messages".to_owned(), printed.into());
    } else if let Some(one) = printed.pop() {
        object.extend(one.into_iter().filter(|(name, _)| name != "version"));
    }
    Json::Object(object)
}
