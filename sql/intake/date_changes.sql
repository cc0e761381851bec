-- When an extract was made is known once it was read to its end.
UPDATE mid_server_history SET changed_on = :as_of WHERE sequence > :last;
