SELECT min(extracted_on) AS extracted_on FROM load_coverage WHERE table_name = 'ecc_agent';
