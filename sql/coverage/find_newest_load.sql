SELECT max(sequence) AS sequence FROM load_coverage;
