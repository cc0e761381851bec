-- When the instance last gave anything.
SELECT max(loaded_on) AS pulled_on FROM load_coverage WHERE origin = 'pull' AND place = :place;
