//! Where the reading along is put in: the driver lets nobody else come between it and the server than TLS.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::{BoxFuture, FutureExt as _, TryFutureExt as _};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};

use super::Descriptions;
use super::stream::DescribedStream;

/// TLS as `inner` makes it, read along.
#[derive(Clone, Debug)]
pub(in crate::postgres) struct Described<T> {
    inner: T,
    seen: Arc<Descriptions>,
}

impl<T> Described<T> {
    pub(in crate::postgres) const fn new(inner: T, seen: Arc<Descriptions>) -> Self {
        Self { inner, seen }
    }
}

impl<S, T> MakeTlsConnect<S> for Described<T>
where
    T: MakeTlsConnect<S>,
    T::Stream: 'static,
    T::Error: 'static,
    <T::TlsConnect as TlsConnect<S>>::Future: Send + 'static,
    T::TlsConnect: TlsConnect<S, Stream = T::Stream>,
{
    type Stream = DescribedStream<T::Stream>;
    type TlsConnect = Described<T::TlsConnect>;
    type Error = T::Error;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Self::TlsConnect, Self::Error> {
        Ok(Described { inner: self.inner.make_tls_connect(domain)?, seen: Arc::clone(&self.seen) })
    }
}

impl<S, T> TlsConnect<S> for Described<T>
where
    T: TlsConnect<S>,
    T::Stream: 'static,
    T::Future: Send + 'static,
{
    type Stream = DescribedStream<T::Stream>;
    type Error = T::Error;
    type Future = BoxFuture<'static, Result<Self::Stream, Self::Error>>;

    fn connect(self, stream: S) -> Self::Future {
        let Self { inner, seen } = self;
        inner.connect(stream).map_ok(move |stream| DescribedStream::new(stream, seen)).boxed()
    }
}

/// No TLS, in the place where TLS would be.
#[derive(Clone, Copy, Debug)]
pub(in crate::postgres) struct Plain;

impl<S: AsyncRead + AsyncWrite + Unpin> MakeTlsConnect<S> for Plain {
    type Stream = PlainStream<S>;
    type TlsConnect = Self;
    type Error = Infallible;

    fn make_tls_connect(&mut self, _domain: &str) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsConnect<S> for Plain {
    type Stream = PlainStream<S>;
    type Error = Infallible;
    type Future = Ready<Result<PlainStream<S>, Infallible>>;

    fn connect(self, stream: S) -> Self::Future {
        ready(Ok(PlainStream(stream)))
    }
}

/// The bytes as they are.
#[derive(Debug)]
pub(in crate::postgres) struct PlainStream<S>(S);

impl<S: AsyncRead + Unpin> AsyncRead for PlainStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, to)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PlainStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for PlainStream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}
