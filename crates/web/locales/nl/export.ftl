# Figures as one file

export-title = Exporteren
export-more = Meer formaten, queues en dagen
export-lead = Eén bestand van alle bronqueues, of van de queues die u kiest.
export-format = Formaat
export-format-hint = Een tabel, een spreadsheet of de bestanden van een planningsproduct. Meerdere bestanden komen als één archief.
export-separator = CSV met
export-comma = komma’s en decimale punten
export-semicolon = puntkomma’s en decimale komma’s, voor spreadsheets
export-figures = Cijfers
export-basic = Wat binnenkwam
export-all = Alle cijfers, ook wat er van contacten werd
export-target = Beantwoord binnen
export-zeros = Ook lege intervallen
export-zeros-hint = Een geïmporteerd interval zonder contacten staat er met 0.
export-what = Wat wordt geëxporteerd
export-what-hint = Kies workloads of bronqueues. Kiest u niets, dan wordt elke bronqueue geëxporteerd.
export-products = Voor planningsproducten
export-download = Downloaden
export-nothing = Er is niets te schrijven: geen interval van deze dagen is voltooid. Kies andere dagen, of laat ook onvoltooide intervallen schrijven.
export-wrong-format = Dit formaat is er niet. Kies een van de aangeboden formaten.
export-wrong-figures = Alle cijfers zijn er als CSV, JSON en Parquet. Kies een daarvan, of wat binnenkwam.
