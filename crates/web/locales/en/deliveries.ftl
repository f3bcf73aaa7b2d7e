# Deliveries: files that are written by themselves

deliveries-title = Deliveries
deliveries-lead = A delivery writes files by itself, after each import or once a day, to where you plan: a folder, a bucket, a server.
deliveries-none = No deliveries yet
deliveries-none-help = Add one, and the figures come to injixo, Calabrio, Genesys Cloud, Amazon Connect, Assembled, a spreadsheet or a database by themselves.
deliveries-none-ask = Administrators add deliveries.
delivery = Delivery
delivery-add = Add delivery
delivery-add-lead = Inflow writes a small file to the destination and removes it before anything is saved. The first delivery comes with the next import.
delivery-name = Name
delivery-name-hint = A name that no other delivery of this integration has.
delivery-name-taken = Another delivery has this name. Choose another one.
delivery-format = Format
delivery-format-hint = The product that reads the files, or a table with all columns.
delivery-to = Destination
delivery-to-hint = Such as s3://bucket/folder/, gs://bucket/folder/, az://container/folder/, sftp://server/folder/, webdavs://server/folder/ or https://server/path.
delivery-folder = A folder of this machine has to lie under { $folder }
delivery-no-folder = Folders of this machine are not open to deliveries. Whoever runs Inflow can name one (delivery-folder in the configuration).
delivery-wrong-destination = Files cannot be delivered there. What the destination says stands at the top of this page.
delivery-access = Access to the destination
delivery-user = User
delivery-user-hint = The access key’s id of S3, the storage account of Azure, the user of SFTP and WebDAV.
delivery-secret = Secret
delivery-secret-hint = The secret key of S3, the service account’s JSON of Google, the key of Azure, a password, or a private key of SSH. It is kept encrypted and shown to nobody.
delivery-host-key = Fingerprint of the SSH server
delivery-host-key-hint = Such as SHA256:… Leave it empty, and the error says which one the server shows.
delivery-endpoint = Server of the bucket
delivery-endpoint-hint = Only for a bucket that is not at Amazon, Google or Microsoft.
delivery-region = Region of S3
delivery-region-hint = us-east-1 unless you name another one.
delivery-method = How files are sent to an HTTPS address
delivery-headers = Headers for an HTTPS address
delivery-headers-hint = One in each line, such as X-From: inflow.
delivery-secret-header = Header that takes the secret
delivery-secret-header-hint = Authorization unless you name another one.
delivery-what = What is delivered
delivery-what-hint = Choose workloads or source queues. If you choose none, every source queue is delivered.
delivery-every-queue = Every source queue
delivery-zone-hint = The zone of local times in the files, and of the time of day below.
delivery-at-time = Time of day
delivery-at-time-hint = Once a day, after the first import that ends after this time. Leave it empty to deliver after each import.
delivery-wrong-time = This is no time of day. Write it as 06:30.
delivery-again = Days that are written again
delivery-again-hint = A day that changes is written again, with so many days before now.
delivery-wrong-days = Write a whole number from 1 to { $most }.
delivery-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
delivery-with-unfinished = Unfinished intervals are written too.
delivery-unfinished = Write unfinished intervals too
delivery-unfinished-hint = Otherwise an interval comes once its contacts are answered, or seven days later.
delivery-contacts = Deliver contacts, not volumes
delivery-contacts-hint = One row for each contact, as CSV, JSON or Parquet.
delivery-by-day = Divide by day
delivery-by-day-hint = Parquet becomes a dataset with a file for each queue and day.
delivery-without-time = Write 0 for handling times that are not known
delivery-without-time-hint = Some products take no row without a handling time.
delivery-map = Names in the product
delivery-map-hint = What the product calls our queues, as TOML. The documentation for planners shows it.
delivery-when = When
delivery-each-import = After each import
delivery-daily = Daily after { $at } ({ $zone })
delivery-last = Last attempt
delivery-next = Not before
delivery-contacts-tag = contacts
delivery-paused = Paused
delivery-fails = { $count ->
    [one] Failed
   *[other] Failed { $count } times
}
delivery-fine = Delivering
delivery-waits = Waits for the next import
delivery-written = Written
delivery-unchanged = Nothing changed
delivery-failed = Failed
delivery-run = Deliver now
delivery-run-written = Delivered: { $files ->
    [one] { $files } file
   *[other] { $files } files
} with { $rows ->
    [one] { $rows } row.
   *[other] { $rows } rows.
}
delivery-run-unchanged = Nothing has changed since the last delivery, so nothing was written.
delivery-run-failed = The delivery failed. It is tried again by itself.
delivery-import-goes-on = The integration is just being imported. The delivery comes after that.
delivery-test = Test the destination
delivery-test-went-well = Files can be written there: a small one was written and removed.
delivery-test-failed = Files cannot be written there.
delivery-pause = Pause
delivery-resume = Resume
delivery-log = What was delivered
delivery-log-empty = Nothing yet.
delivery-at = When
delivery-outcome = Outcome
delivery-files = Files
delivery-rows = Rows
delivery-says = Files, or why it failed
delivery-remove = Remove delivery
delivery-remove-help = The files that it wrote stay where they are.
