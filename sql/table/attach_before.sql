-- The same file once more: it shows what was committed before the transaction that is under way.
ATTACH :file AS before;
