ALTER TABLE integration DROP COLUMN workloads_made;
DROP TABLE workload_member;
DROP TABLE workload;
