//! Where a request comes from, when proxies stand in between.

use crate::app::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use http::{HeaderMap, request::Parts};
use ipnet::IpNet;
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

/// The proxies whose `X-Forwarded-For` is believed. Nobody else's is: everybody can send one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads addresses and networks (`10.0.0.0/8`) between commas. Fails with the part that is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let read = |part: &str| {
            let address = part.parse::<IpAddr>().map(IpNet::from);
            address.or_else(|_| part.parse::<IpNet>()).map_err(|_| part.to_owned())
        };
        parts.map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The address behind the proxies: the header is read from its end, where our own proxy wrote, as
    /// far as proxies are trusted.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let said: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        for hop in said.iter().rev() {
            if !self.0.iter().any(|net| net.contains(&client)) {
                break;
            }
            let Ok(before) = hop.trim().parse::<IpAddr>() else { break };
            client = before.to_canonical();
        }
        client
    }
}

/// The address that a request comes from; `None` when it came through no socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Self(peer.map(|peer| app.trusted_proxies().client(peer, &parts.headers))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let proxies = TrustedProxies::parse("10.0.0.0/8, 127.0.0.1").unwrap();
        let client = |peer: &str, said: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", said.parse().unwrap());
            proxies.client(peer.parse().unwrap(), &headers).to_string()
        };
        assert_eq!(client("10.1.2.3", "203.0.113.7"), "203.0.113.7");
        assert_eq!(client("::ffff:10.1.2.3", "203.0.113.7"), "203.0.113.7");
        // What stands before the last stranger is that stranger's claim.
        assert_eq!(client("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.9.9.9"), "203.0.113.7");
        assert_eq!(client("198.51.100.1", "203.0.113.7"), "198.51.100.1");
        assert_eq!(client("10.1.2.3", "unknown"), "10.1.2.3");
        assert_eq!(TrustedProxies::parse("10.0.0.1, nginx"), Err("nginx".to_owned()));
    }
}
