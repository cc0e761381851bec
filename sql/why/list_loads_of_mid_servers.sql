SELECT extracted_on FROM load_coverage WHERE table_name = 'ecc_agent' AND extracted_on > :since ORDER BY extracted_on;
