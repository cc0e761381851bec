-- Until the end of the transaction, or until it is taken back: triggers of the schema ask for it.
SELECT set_config('midjobs.checked', :checked, true) AS checked;
