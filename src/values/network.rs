//! IP addresses, networks and port ranges as Go's standard library and Kubernetes read them.

use std::fmt;
use std::net::IpAddr;

/// IPv4 or IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// 32 bits.
    V4,
    /// 128 bits.
    V6,
}

impl Family {
    /// The family of an address.
    pub fn of(address: IpAddr) -> Family {
        match address {
            IpAddr::V4(_) => Family::V4,
            IpAddr::V6(_) => Family::V6,
        }
    }

    /// How long its addresses are.
    pub fn bits(self) -> u8 {
        match self {
            Family::V4 => 32,
            Family::V6 => 128,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Family::V4 => "IPv4",
            Family::V6 => "IPv6",
        })
    }
}

/// `net.ParseIP`: no blanks, no zone, no port. IPv4 written as IPv6 counts as IPv4.
pub fn parse_ip(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

/// A network: `10.42.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// The first address.
    pub first: IpAddr,
    /// How many bits all its addresses share.
    pub prefix: u8,
}

impl Network {
    /// `net.ParseCIDR`, which also takes an address inside the network.
    pub fn parse(text: &str) -> Option<Network> {
        let (address, prefix) = text.split_once('/')?;
        let digits = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_digit());
        // A prefix with leading zeros is taken too, however long.
        let prefix = prefix.trim_start_matches('0');
        let prefix: u8 = match (digits, prefix) {
            (false, _) => return None,
            (true, "") => 0,
            (true, prefix) => prefix.parse().ok()?,
        };
        let address: IpAddr = address.parse().ok()?;
        let bits = Family::of(address).bits();
        if prefix > bits {
            return None;
        }
        let mask = mask(bits, prefix);
        let first = match address {
            IpAddr::V4(v4) => IpAddr::V4((u32::from(v4) & mask as u32).into()),
            IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & mask).into()),
        };
        Some(Network { first, prefix })
    }

    /// The family of its addresses.
    pub fn family(&self) -> Family {
        Family::of(self.first)
    }

    /// Whether an address lies in it.
    pub fn has(&self, address: IpAddr) -> bool {
        let mask = mask(self.family().bits(), self.prefix);
        match (self.first, address) {
            (IpAddr::V4(first), IpAddr::V4(v4)) => u32::from(v4) & mask as u32 == u32::from(first),
            (IpAddr::V6(first), IpAddr::V6(v6)) => u128::from(v6) & mask == u128::from(first),
            _ => false,
        }
    }

    /// Whether all of the other network lies in this one.
    pub fn contains(&self, other: &Network) -> bool {
        self.prefix <= other.prefix && self.has(other.first)
    }

    /// Whether this is an IPv4 network.
    pub fn is_ipv4(&self) -> bool {
        self.first.is_ipv4()
    }

    /// Whether two networks share addresses.
    pub fn overlaps(&self, other: &Network) -> bool {
        self.has(other.first) || other.has(self.first)
    }

    /// The address at a place in it, as Kubernetes counts them; `None` where it ends before.
    pub fn nth(&self, index: u32) -> Option<IpAddr> {
        let address = match self.first {
            IpAddr::V4(first) => IpAddr::V4(u32::from(first).checked_add(index)?.into()),
            IpAddr::V6(first) => IpAddr::V6(u128::from(first).checked_add(index.into())?.into()),
        };
        self.has(address).then_some(address)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

/// The bits that all addresses of a network share.
fn mask(bits: u8, prefix: u8) -> u128 {
    let all = u128::MAX >> (128 - u32::from(bits));
    all & !(all.checked_shr(prefix.into()).unwrap_or(0))
}

/// Why a text is no range of ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortRange {
    /// It is none of `30000-32767`, `30000+100` and `30000`.
    Malformed,
    /// A port lies past 65535.
    TooHigh,
    /// The first port is larger than the last.
    Backwards,
    /// A range from one port to another.
    Ok(u16, u16),
}

/// Kubernetes' `ParsePortRange`; nothing and `0-0` are the empty range.
pub fn parse_port_range(text: &str) -> PortRange {
    let text = text.trim();
    if text.is_empty() {
        return PortRange::Ok(0, 0);
    }
    let number = |part: &str| {
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        match digits {
            true => Some(part.parse::<u64>().unwrap_or(u64::MAX)),
            false => None,
        }
    };
    let ends = match (text.split_once('-'), text.split_once('+')) {
        (Some((first, last)), _) => number(first).zip(number(last)),
        (None, Some((first, count))) => {
            let ends = number(first).zip(number(count));
            // Kubernetes cuts what reaches past the last port.
            ends.map(|(first, count)| (first, first.saturating_add(count).min(65535.max(first))))
        }
        (None, None) => number(text).map(|port| (port, port)),
    };
    match ends {
        None => PortRange::Malformed,
        Some((first, last)) => match (u16::try_from(first), u16::try_from(last)) {
            (Ok(first), Ok(last)) if first > last => PortRange::Backwards,
            (Ok(first), Ok(last)) => PortRange::Ok(first, last),
            _ => PortRange::TooHigh,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let cidr = |text| Network::parse(text).map(|cidr| cidr.to_string());
        assert_eq!(cidr("10.42.1.2/16").as_deref(), Some("10.42.0.0/16"));
        assert_eq!(cidr("10.42.0.0/016").as_deref(), Some("10.42.0.0/16"));
        assert_eq!(cidr("fd00:42::/56").as_deref(), Some("fd00:42::/56"));
        assert_eq!(cidr("0.0.0.0/0").as_deref(), Some("0.0.0.0/0"));
        assert_eq!(cidr("::/0").as_deref(), Some("::/0"));
        for bad in [
            "10.42.0.0",
            "10.42.0.0/",
            "10.42.0.0/33",
            "10.042.0.0/16",
            "10.42.0.0/+16",
            "10.42.0/16",
            " 10.42.0.0/16",
            "10.42.0.0/16 ",
            "::1/129",
            "",
            "/",
        ] {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn members() {
        let cidr = |text| Network::parse(text).unwrap();
        let ip = |text| parse_ip(text).unwrap();
        assert!(cidr("10.43.0.0/16").has(ip("10.43.0.10")));
        assert!(!cidr("10.43.0.0/16").has(ip("10.44.0.10")));
        assert!(!cidr("10.43.0.0/16").has(ip("fd00::1")));
        assert!(cidr("::/0").has(ip("fd00::1")));
        assert!(cidr("10.42.0.0/15").contains(&cidr("10.42.0.0/16")));
        assert!(!cidr("10.42.0.0/16").contains(&cidr("10.42.0.0/15")));
        assert!(!cidr("::/0").contains(&cidr("10.42.0.0/16")));
        assert!(cidr("10.0.0.0/8").overlaps(&cidr("10.43.0.0/16")));
        assert!(cidr("10.43.0.0/16").overlaps(&cidr("10.0.0.0/8")));
        assert!(!cidr("10.42.0.0/16").overlaps(&cidr("10.43.0.0/16")));
        assert_eq!(cidr("10.43.0.0/16").nth(10), Some(ip("10.43.0.10")));
        assert_eq!(cidr("10.43.0.0/30").nth(10), None);
        assert_eq!(cidr("255.255.255.255/32").nth(10), None);
    }

    #[test]
    fn port_ranges() {
        assert_eq!(parse_port_range("30000-32767"), PortRange::Ok(30000, 32767));
        assert_eq!(parse_port_range("30000+10"), PortRange::Ok(30000, 30010));
        assert_eq!(parse_port_range("65000+1000"), PortRange::Ok(65000, 65535));
        assert_eq!(parse_port_range(" 80 "), PortRange::Ok(80, 80));
        assert_eq!(parse_port_range("32767-30000"), PortRange::Backwards);
        assert_eq!(parse_port_range("30000-70000"), PortRange::TooHigh);
        for bad in ["30000:32767", "30000 - 32767", "a-b", "1-2-3", "-1"] {
            assert_eq!(parse_port_range(bad), PortRange::Malformed, "{bad}");
        }
    }
}
