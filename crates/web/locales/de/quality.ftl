# Quality
