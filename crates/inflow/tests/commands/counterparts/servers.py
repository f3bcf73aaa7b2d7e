"""Servers that files are delivered to, each of them until standard input closes.

The first line that each prints is its port. `s3` answers every line that it reads with what lies in its bucket.
"""

import json
import os
import sys
import threading
import time


def serve_s3():
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="an-id",
        aws_secret_access_key="a-secret",
    )
    client.create_bucket(Bucket="planners")
    print(port, flush=True)
    for _ in sys.stdin:
        listed = client.list_objects_v2(Bucket="planners").get("Contents", [])
        found = {
            each["Key"]: [
                client.get_object(Bucket="planners", Key=each["Key"])["Body"].read().decode(),
                each["LastModified"].isoformat(),
            ]
            for each in listed
        }
        print(json.dumps(found), flush=True)


def serve_webdav(folder, password):
    from cheroot import wsgi
    from wsgidav.wsgidav_app import WsgiDAVApp

    config = {
        "provider_mapping": {"/": folder},
        "simple_dc": {"user_mapping": {"*": {"planner": {"password": password}}}},
        "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
        "verbose": 0,
        "logging": {"enable_loggers": []},
    }
    server = wsgi.Server(("127.0.0.1", 0), WsgiDAVApp(config))
    server.prepare()
    print(server.bind_addr[1], flush=True)
    threading.Thread(target=server.serve, daemon=True).start()
    sys.stdin.read()


def certificate(folder):
    """A maker of certificates, and one that it made for localhost."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    def named(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def made(subject, key, extension, number, days):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = x509.CertificateBuilder().subject_name(named(subject)).issuer_name(named("maker"))
        builder = builder.public_key(key.public_key()).serial_number(number).add_extension(*extension)
        builder = builder.not_valid_before(now - datetime.timedelta(days=days))
        builder = builder.not_valid_after(now + datetime.timedelta(days=days))
        return builder.sign(maker_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    maker_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    of_maker = (x509.BasicConstraints(ca=True, path_length=None), True)
    with open(os.path.join(folder, "maker.pem"), "wb") as file:
        file.write(made("maker", maker_key, of_maker, 1, 300))
    with open(os.path.join(folder, "receiver.pem"), "wb") as file:
        file.write(made("receiver", key, (x509.SubjectAlternativeName(names), False), 2, 200))
    with open(os.path.join(folder, "receiver.key"), "wb") as file:
        form = serialization.PrivateFormat.PKCS8
        file.write(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))


def serve_https(folder):
    """Keeps what it is sent with its headers. The file `mode` says how it behaves."""
    import http.server
    import ssl

    certificate(folder)
    lock = threading.Lock()

    class Receiver(http.server.BaseHTTPRequestHandler):
        def mode(self):
            try:
                with open(os.path.join(folder, "mode")) as file:
                    return file.read()
            except FileNotFoundError:
                return ""

        def answer(self, status, body=b"", headers=()):
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def take(self):
            mode = self.mode()
            if mode == "cut":
                self.rfile.read(10)
                self.connection.close()
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("X-Key") != "a-secret":
                self.answer(401)
            elif mode == "redirect":
                self.answer(302, headers=[("Location", "https://elsewhere.example.com/in?token=1")])
            elif mode == "flood":
                self.answer(500, b"no " * 1_000_000)
            elif mode == "slow":
                time.sleep(3600)
            else:
                kept = {"method": self.command, "path": self.path, "body": body.decode()}
                kept["headers"] = {name.lower(): value for name, value in self.headers.items()}
                with lock, open(os.path.join(folder, "taken"), "a") as file:
                    file.write(json.dumps(kept) + "\n")
                self.answer(200)

        do_POST = do_PUT = do_DELETE = take

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "receiver.pem"), os.path.join(folder, "receiver.key"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


{"s3": serve_s3, "webdav": serve_webdav, "https": serve_https}[sys.argv[1]](*sys.argv[2:])
# Threads that still serve are not waited for.
os._exit(0)
