# Figures as one file

export-title = Exportieren
export-more = Weitere Formate, Queues und Tage
export-lead = Eine Datei aller Quell-Queues oder derer, die Sie wählen.
export-format = Format
export-format-hint = Eine Tabelle, ein Tabellenblatt oder die Dateien eines Planungsprodukts. Mehrere Dateien kommen als ein Archiv.
export-separator = CSV mit
export-comma = Kommas und Dezimalpunkten
export-semicolon = Semikolons und Dezimalkommas, für Tabellenprogramme
export-figures = Zahlen
export-basic = Was eingegangen ist
export-all = Alle Zahlen, auch was aus den Kontakten wurde
export-target = Beantwortet innerhalb
export-zeros = Auch leere Intervalle
export-zeros-hint = Ein importiertes Intervall ohne Kontakte steht mit 0 da.
export-what = Was exportiert wird
export-what-hint = Wählen Sie Workloads oder Quell-Queues. Wenn Sie nichts wählen, wird jede Quell-Queue exportiert.
export-products = Für Planungsprodukte
export-download = Herunterladen
export-nothing = Es gibt nichts zu schreiben: Kein Intervall dieser Tage ist fertig. Wählen Sie andere Tage, oder lassen Sie auch unfertige Intervalle schreiben.
export-wrong-format = Dieses Format gibt es nicht. Wählen Sie eines der angebotenen.
export-wrong-figures = Alle Zahlen gibt es als CSV, JSON und Parquet. Wählen Sie eines davon, oder was eingegangen ist.
