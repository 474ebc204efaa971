//! Certificates for a server of a test's own: an authority that nobody else trusts, and what it signs.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

/// The names a server of this machine is called by.
const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// A name it is never called by; `.invalid` belongs to nobody (RFC 2606).
const ANOTHER_MACHINE: &str = "warehouse.invalid";

/// What the server shows to those who ask for TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServerCertificate {
    /// A good certificate for this machine, signed by the authority in
    /// [`ca_file`](super::PostgresServer::ca_file).
    #[default]
    Valid,
    /// One for this machine that ended long ago.
    Expired,
    /// One for another machine.
    OtherName,
    /// None: the server speaks no TLS, and lets users in without it.
    NoTls,
}

/// Text in PEM form.
pub(super) struct Certificates {
    pub(super) authority: String,
    pub(super) certificate: String,
    pub(super) key: String,
}

impl Certificates {
    /// A new authority and one certificate by it.
    pub(super) fn new(kind: ServerCertificate) -> Result<Self, rcgen::Error> {
        let authority = authority()?;
        let names = match kind {
            ServerCertificate::OtherName => vec![ANOTHER_MACHINE.to_owned()],
            ServerCertificate::Valid | ServerCertificate::Expired | ServerCertificate::NoTls => {
                THIS_MACHINE.map(str::to_owned).to_vec()
            }
        };
        let mut server = CertificateParams::new(names)?;
        server.distinguished_name.push(DnType::CommonName, "redshift-review test server");
        server.use_authority_key_identifier_extension = true;
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        if kind == ServerCertificate::Expired {
            server.not_after = date_time_ymd(2001, 1, 1);
        }
        let key = KeyPair::generate()?;
        let certificate = server.signed_by(&key, &authority)?;
        Ok(Self { authority: authority.pem(), certificate: certificate.pem(), key: key.serialize_pem() })
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.distinguished_name.push(DnType::CommonName, "redshift-review test authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(authority, KeyPair::generate()?)
}
