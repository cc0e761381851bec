//! What a test has its rows in, a file or a schema of a server, and another program that has it open.

#[cfg(feature = "postgres")]
use std::cell::RefCell;
#[cfg(feature = "postgres")]
use std::sync::Arc;
#[cfg(feature = "postgres")]
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::Connection;
use serde_json::Value as Json;

#[cfg(feature = "postgres")]
use crate::postgres::both;
#[cfg(feature = "postgres")]
use crate::postgres::server::Server;

/// Where the rows of tests are.
#[derive(Clone)]
pub enum Place {
    /// Each test has a file.
    File,
    /// Each has a schema of this server.
    #[cfg(feature = "postgres")]
    Server(Arc<Server>),
}

impl Place {
    /// A server of its own; none where there is none, or the program was built without.
    pub fn server() -> Option<Self> {
        #[cfg(feature = "postgres")]
        return Server::start().map(|server| Self::Server(Arc::new(server)));
        #[cfg(not(feature = "postgres"))]
        None
    }

    /// Room for the rows of one more test.
    pub(super) fn room(&self) -> Room {
        match self {
            Self::File => Room::File,
            #[cfg(feature = "postgres")]
            Self::Server(server) => {
                static NUMBER: AtomicU32 = AtomicU32::new(0);
                let schema = format!("test{}", NUMBER.fetch_add(1, Ordering::SeqCst));
                Room::Schema { server: server.clone(), schema }
            }
        }
    }
}

/// Where the rows of one test are.
pub(super) enum Room {
    File,
    #[cfg(feature = "postgres")]
    Schema {
        server: Arc<Server>,
        schema: String,
    },
}

/// Another program that has it open.
pub enum Session {
    File(Connection),
    #[cfg(feature = "postgres")]
    Schema(RefCell<postgres::Client>),
}

impl Session {
    #[cfg(feature = "postgres")]
    pub(super) fn of_schema(server: &Server, schema: &str) -> Self {
        let mut client = server.client("postgres");
        client.batch_execute(&format!("SET search_path TO \"{schema}\"")).unwrap();
        Self::Schema(RefCell::new(client))
    }

    /// Writes.
    #[track_caller]
    pub fn sql(&self, sql: &str) {
        let written = match self {
            Self::File(connection) => connection.execute_batch(sql).map_err(|error| error.to_string()),
            #[cfg(feature = "postgres")]
            Self::Schema(client) => {
                client.borrow_mut().batch_execute(sql).map_err(|error| format!("{error:?}"))
            }
        };
        written.unwrap_or_else(|error| panic!("{sql}\n{error}"));
    }

    /// Reads: a line a row, its values separated by `|`, nothing for NULL.
    #[track_caller]
    pub fn query(&self, sql: &str) -> Vec<String> {
        match self {
            Self::File(connection) => super::query(connection, sql),
            #[cfg(feature = "postgres")]
            Self::Schema(client) => {
                let rows = client.borrow_mut().query(sql, &[]);
                rows.unwrap_or_else(|error| panic!("{sql}\n{error:?}"))
                    .iter()
                    .map(|row| both::line(row, ""))
                    .collect()
            }
        }
    }

    /// The rows of a table as objects.
    pub fn objects(&self, table: &str) -> Vec<Json> {
        let asked = match self {
            Self::File(_) => {
                let columns = self.query(&format!("SELECT name FROM pragma_table_info('{table}')"));
                let pairs: Vec<String> =
                    columns.iter().map(|column| format!("'{column}', {column}")).collect();
                format!("SELECT json_object({}) FROM {table}", pairs.join(", "))
            }
            #[cfg(feature = "postgres")]
            Self::Schema(_) => format!("SELECT CAST(row_to_json(there) AS TEXT) FROM {table} AS there"),
        };
        self.query(&asked).iter().map(|row| serde_json::from_str(row).unwrap()).collect()
    }

    /// A test does the same to many: no disk is waited for.
    pub fn in_haste(self) -> Self {
        match &self {
            Self::File(connection) => connection.execute_batch("PRAGMA synchronous = OFF").unwrap(),
            #[cfg(feature = "postgres")]
            Self::Schema(_) => {}
        }
        self
    }
}
