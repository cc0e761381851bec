UPDATE midjobs_schema SET version = :version WHERE version < :version;
