//! Where deliveries may go: public addresses, and what the operator allows beside them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::Address;
use crate::error::{DestinationError, Forbidden};

/// What the operator allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Networks that are reached although they are private, and in which nothing has to be encrypted.
    pub networks: Vec<IpNet>,
    /// Under this folder lie those that users may name.
    pub folder: Option<PathBuf>,
}

impl Reach {
    /// Reads `10.1.0.0/16,192.168.4.7`.
    pub fn networks(text: &str) -> Result<Vec<IpNet>, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let read = |part: &str| {
            let network =
                part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| {
                format!("\"{part}\" is no network: write them as 10.1.0.0/16 or 192.168.4.7, with commas between them")
            })
        };
        parts.map(read).collect()
    }

    /// Refuses a folder that does not lie under the one that is named, wherever links lead.
    pub fn confine(&self, address: &Address) -> Result<(), DestinationError> {
        let Address::Folder(folder) = address else { return Ok(()) };
        let outside = |says: &str| DestinationError::Outside { says: says.to_owned() };
        let Some(root) = &self.folder else {
            return Err(outside(
                "no folder of this machine is open to deliveries: whoever runs Inflow can name one (delivery-folder in \
                 the configuration)",
            ));
        };
        let real = |path: &Path| {
            path.canonicalize().map_err(|_| DestinationError::NoFolder(path.to_owned()))
        };
        // What does not lie under it by its name is not looked for: nobody learns which folders there are.
        let is_named = folder.starts_with(root)
            && !folder.components().any(|part| part == Component::ParentDir);
        if is_named && real(folder)?.starts_with(real(root)?) {
            return Ok(());
        }
        Err(outside(&format!("the folder has to lie under {}", root.display())))
    }

    fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address))
    }
}

/// Which addresses one destination may connect to.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    reach: Reach,
    /// Whether it would be unencrypted there.
    plain: bool,
}

impl Guard {
    pub(crate) fn new(reach: &Reach, plain: bool) -> Self {
        Self { reach: reach.clone(), plain }
    }

    pub(crate) fn check(&self, host: &str, address: IpAddr) -> Result<(), Forbidden> {
        let is_allowed = self.reach.allows(address) || (!self.plain && is_public(address));
        let plain = self.plain && is_public(address);
        if is_allowed { Ok(()) } else { Err(Forbidden { host: host.to_owned(), address, plain }) }
    }

    /// The addresses of a host; each of them has to be allowed.
    pub(crate) async fn addresses(
        &self,
        host: &str,
        port: u16,
    ) -> Result<Vec<SocketAddr>, DestinationError> {
        let name = host.trim_start_matches('[').trim_end_matches(']');
        let found = tokio::net::lookup_host((name, port)).await;
        let found = found.map_err(|error| DestinationError::unreachable(host, error))?;
        let found: Vec<SocketAddr> = found.collect();
        for address in &found {
            self.check(host, address.ip())?;
        }
        Ok(found)
    }
}

/// Connections go to the addresses that were looked at, whatever the name says a moment later.
impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found = guard.addresses(name.as_str(), 0).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public internet's.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || first == 0
        || first >= 240
        || (first == 100 && second & 0xc0 == 64)
        || (first == 192 && second == 0 && third == 0)
        || (first == 192 && second == 88 && third == 99)
        || (first == 198 && second & 0xfe == 18);
    !is_special
}

/// Global unicast, and none of the forms that hold an address of the older kind or a tunnel to one.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let is_global = segments[0] & 0xe000 == 0x2000;
    let is_special = match segments[0] {
        0x2001 => segments[1] < 0x0200 || segments[1] == 0x0db8,
        0x2002 => true,
        0x3fff => segments[1] < 0x1000,
        _ => false,
    };
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn this_machine_and_private_networks_are_not_public() {
        for text in [
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "fec0::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "100::1",
        ] {
            assert!(!is_public(address(text)), "{text}");
        }
        for text in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "93.184.215.14",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(is_public(address(text)), "{text}");
        }
    }

    #[test]
    fn the_operator_allows_networks_beside_public_addresses() {
        let networks = Reach::networks("10.1.0.0/16, 127.0.0.1,::1").expect("networks");
        let reach = Reach { networks, folder: None };
        let guard = Guard::new(&reach, false);
        for text in ["10.1.2.3", "127.0.0.1", "::1", "::ffff:10.1.2.3", "1.1.1.1"] {
            assert_eq!(guard.check("host", address(text)), Ok(()), "{text}");
        }
        assert!(guard.check("host", address("10.2.0.1")).is_err());
        // What is not encrypted stays in the networks that were named.
        let plain = Guard::new(&reach, true);
        assert_eq!(plain.check("host", address("10.1.2.3")), Ok(()));
        let refused = plain.check("host", address("1.1.1.1")).expect_err("refused").to_string();
        assert!(refused.contains("unencrypted"), "{refused}");
        for wrong in ["10.1.0.0/33", "planners.example.com", "10.1"] {
            assert!(Reach::networks(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Reach::networks(""), Ok(Vec::new()));
    }

    #[cfg(unix)]
    #[test]
    fn a_user_names_folders_under_the_operators_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("open");
        std::fs::create_dir_all(root.join("injixo")).expect("a folder");
        std::os::unix::fs::symlink("/tmp", root.join("out")).expect("a link");
        let reach = Reach { networks: Vec::new(), folder: Some(root.clone()) };
        let check = |reach: &Reach, path: PathBuf| reach.confine(&Address::Folder(path));
        for fit in [root.clone(), root.join("injixo")] {
            assert!(check(&reach, fit.clone()).is_ok(), "{fit:?}");
        }
        for wrong in [
            "/etc".into(),
            root.join("../"),
            root.join("out"),
            root.join("gone"),
            folder.path().join("openly"),
        ] {
            assert!(check(&reach, wrong.clone()).is_err(), "{wrong:?}");
        }
        assert!(check(&Reach::default(), root).is_err());
    }

    #[tokio::test]
    async fn a_name_is_refused_for_what_it_leads_to() {
        let guard = Guard::new(&Reach::default(), false);
        for host in ["localhost", "127.0.0.1", "[::1]"] {
            let refused = guard.addresses(host, 443).await;
            assert!(matches!(refused, Err(DestinationError::Forbidden(_))), "{host}: {refused:?}");
        }
        let resolved = guard.resolve("localhost".parse().expect("a name")).await;
        assert!(resolved.is_err());
        let networks = Reach::networks("127.0.0.0/8,::1").expect("networks");
        let guard = Guard::new(&Reach { networks, folder: None }, true);
        assert!(guard.addresses("localhost", 443).await.is_ok());
    }
}
