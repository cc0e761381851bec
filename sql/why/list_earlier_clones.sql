-- Clones before the latest: what one of them broke and nobody mended is still its.
SELECT completed FROM v_clones WHERE stands = 'completed' AND completed < :latest ORDER BY completed DESC;
