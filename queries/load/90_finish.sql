-- Load, step 9b: the problems that are new.
INSERT INTO problems
SELECT DISTINCT * FROM new_problems AS n
WHERE NOT EXISTS (
  FROM problems AS p
  WHERE p.mk_rec_type = n.mk_rec_type AND p.record_key = n.record_key AND p.field = n.field AND p.problem = n.problem);
