//! Networks, as Go's `net.ParseCIDR` reads them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network: what is left of an address after its mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    length: u8,
}

impl Network {
    /// Reads `10.42.0.0/16`; an address inside the network stands for the network.
    pub fn parse(text: &str) -> Option<Network> {
        let (address, length) = text.split_once('/')?;
        let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
        let length: u8 = digits.then(|| length.parse().ok())??;
        let address: IpAddr = address.parse().ok()?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        (length <= bits).then(|| Network {
            address: mask(address, length),
            length,
        })
    }

    /// Whether this is an IPv4 network.
    pub fn is_ipv4(&self) -> bool {
        self.address.is_ipv4()
    }

    /// Whether all of the other network lies in this one.
    pub fn contains(&self, other: &Network) -> bool {
        self.is_ipv4() == other.is_ipv4()
            && self.length <= other.length
            && mask(other.address, self.length) == self.address
    }

    /// The address so many places after the network's own.
    pub fn nth(&self, index: u32) -> Option<IpAddr> {
        Some(match self.address {
            IpAddr::V4(address) => {
                IpAddr::V4(Ipv4Addr::from(u32::from(address).checked_add(index)?))
            }
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(
                u128::from(address).checked_add(index.into())?,
            )),
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

fn mask(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from(u32::from(address) & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from(u128::from(address) & mask))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        Network::parse(text).unwrap()
    }

    #[test]
    fn reading() {
        assert_eq!(network("10.42.7.1/16"), network("10.42.0.0/16"));
        assert_eq!(network("fd00:42::/56").to_string(), "fd00:42::/56");
        assert_eq!(network("0.0.0.0/0").to_string(), "0.0.0.0/0");
        for text in [
            "10.42.0.0",
            "10.42.0.0/33",
            "10.42.0.0/+8",
            "10.042.0.0/16",
            " 10.42.0.0/16",
            "fd00::/129",
            "/",
        ] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }

    #[test]
    fn inside() {
        assert!(network("10.42.0.0/15").contains(&network("10.42.0.0/16")));
        assert!(!network("10.42.0.0/16").contains(&network("10.42.0.0/15")));
        assert!(!network("::/0").contains(&network("10.42.0.0/16")));
        assert_eq!(network("10.43.0.0/16").nth(10), "10.43.0.10".parse().ok());
        assert_eq!(network("fd00:43::/112").nth(10), "fd00:43::a".parse().ok());
        assert_eq!(network("255.255.255.255/32").nth(1), None);
    }
}
