# Figures as one file

export-title = Export
export-more = More formats, queues and days
export-lead = One file of all source queues, or of those that you choose.
export-format = Format
export-format-hint = A table, a spreadsheet, or the files of a planners’ product. Several files come as one archive.
export-separator = CSV with
export-comma = commas and decimal points
export-semicolon = semicolons and decimal commas, for spreadsheets
export-figures = Figures
export-basic = What arrived
export-all = All figures, with what became of contacts
export-target = Answered within
export-zeros = Empty intervals too
export-zeros-hint = An imported interval without contacts is there with 0.
export-what = What is exported
export-what-hint = Choose workloads or source queues. If you choose none, every source queue is exported.
export-products = For planners’ products
export-download = Download
export-nothing = There is nothing to write: no interval of these days is finished. Choose other days, or have unfinished intervals written too.
export-wrong-format = There is no such format. Choose one of those offered.
export-wrong-figures = All figures are for CSV, JSON and Parquet. Choose one of these, or what arrived.
