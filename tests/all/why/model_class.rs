//! Of what class a MID Server of the model is, and since when.

use super::model::{Instance, MidServer, Minute};

impl Instance {
    /// The class.
    pub fn class(&self, mid: &MidServer) -> &'static str {
        match mid.status() {
            "Down" => self.class_of_down(mid),
            "Up" if !["true", ""].contains(&mid.validated) => "not_ready",
            "Up" => self.last_down(mid).map_or("up", |down| {
                let up = self.first_up(mid, down);
                if self.now() + 1 < up + 15 { "recovering" } else { "recovered" }
            }),
            _ => "not_down",
        }
    }

    fn shown<'a>(&'a self, mid: &'a MidServer) -> impl Iterator<Item = (Minute, &'static str)> + 'a {
        self.loads.iter().copied().zip(mid.statuses.iter().copied())
    }

    fn told<'a>(&'a self, mid: &'a MidServer) -> impl Iterator<Item = (Minute, &'static str)> + 'a {
        let own = self.events.iter().filter(|event| event.parm1 == mid.name || event.parm1 == mid.sys_id);
        own.filter(|event| event.on > 0).filter_map(|event| match event.name {
            "mid_server.up" => Some((event.on, "Up")),
            "mid_server.down" => Some((event.on, "Down")),
            "mid_server.paused" => Some((event.on, "Paused")),
            "mid_server.upgrading" => Some((event.on, "Upgrading")),
            _ => None,
        })
    }

    fn last_down(&self, mid: &MidServer) -> Option<Minute> {
        let signs = self.shown(mid).chain(self.told(mid));
        let down = signs.filter(|(on, status)| *on > 0 && *status == "Down").map(|(on, _)| on);
        let issues = self.issues.iter().filter(|(of, on)| *of == mid.sys_id && *on > 0).map(|(_, on)| *on);
        down.chain(issues).max()
    }

    fn first_up(&self, mid: &MidServer, down: Minute) -> Minute {
        let signs = self.shown(mid).chain(self.told(mid));
        signs.filter(|(on, status)| *on > down && *status == "Up").map(|(on, _)| on).min().unwrap()
    }

    fn class_of_down(&self, mid: &MidServer) -> &'static str {
        let shown: Vec<(Minute, &str)> = self.shown(mid).collect();
        let hour = (self.now() + 1 - 60).max(0);
        let changes: Vec<_> = shown.windows(2).filter(|two| two[0].1 != two[1].1).collect();
        let shown_changes = changes.iter().filter(|two| two[1].0 > hour).count();
        let told_changes = self.told(mid).filter(|(on, _)| *on > hour).count();
        let before = self.present().filter_map(|other| other.heartbeat).filter(|on| *on <= 0);
        let newest = before.max().unwrap_or(-1440).max(-1440);
        let certain = changes.iter().filter(|two| two[1].1 == "Down").map(|two| two[0].0).next_back();
        let told_down = self.told(mid).filter(|(_, status)| *status == "Down").map(|(on, _)| on).max();
        match mid.heartbeat {
            _ if mid.created > 0 => "added_after_clone",
            _ if shown_changes.max(told_changes) >= 3 => "flapping",
            None => "down_before_clone",
            Some(last) if last < newest - 15 => "down_before_clone",
            Some(last) if last > 15 => "down_later",
            _ if certain.max(told_down).is_some_and(|on| on > 15) => "down_later",
            _ => "down_since_clone",
        }
    }

    /// Since when it is of its class; `None` where no row tells.
    pub fn since(&self, mid: &MidServer) -> Option<Minute> {
        let shown: Vec<(Minute, &str)> = self.shown(mid).collect();
        let changes = shown.windows(2).filter(|two| two[0].1 != two[1].1).map(|two| two[1].0);
        let last_change = changes.filter(|on| *on > 0).chain(self.told(mid).map(|(on, _)| on)).max();
        match self.class(mid) {
            "down_since_clone" => Some(0),
            "down_before_clone" => mid.heartbeat,
            "added_after_clone" => Some(mid.created),
            "recovering" | "recovered" => self.last_down(mid).map(|down| self.first_up(mid, down)),
            "not_down" | "not_ready" => {
                last_change.or_else(|| shown.iter().map(|(on, _)| *on).find(|on| *on > 0))
            }
            _ => last_change.or(mid.heartbeat),
        }
    }
}
