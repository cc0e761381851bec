SELECT version FROM midjobs_schema;
