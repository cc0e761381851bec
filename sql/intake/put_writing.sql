-- Who writes, and as of when: what the history of MID Servers keeps. It is gone when the transaction ends.
INSERT INTO writing (who, as_of) VALUES (:who, :as_of)
ON CONFLICT (one) DO UPDATE SET who = excluded.who, as_of = excluded.as_of;
