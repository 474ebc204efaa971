//! The stream that reads along.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsStream};

use super::Descriptions;
use super::messages::Messages;

/// How much is read at once: a TLS record.
const PIECE: usize = 16 << 10;

/// A stream from a server whose descriptions of columns are read on their way.
#[derive(Debug)]
pub(in crate::postgres) struct DescribedStream<S> {
    inner: S,
    piece: Box<[u8]>,
    messages: Messages,
    /// What may go on, and how much of it has.
    whole: Vec<u8>,
    given: usize,
    seen: Arc<Descriptions>,
}

impl<S> DescribedStream<S> {
    pub(super) fn new(inner: S, seen: Arc<Descriptions>) -> Self {
        let piece = vec![0; PIECE].into_boxed_slice();
        Self { inner, piece, messages: Messages::new(), whole: Vec::new(), given: 0, seen }
    }

    fn give(&mut self, to: &mut ReadBuf<'_>) {
        let rest = &self.whole[self.given..];
        let given = rest.len().min(to.remaining());
        to.put_slice(&rest[..given]);
        self.given += given;
        if self.given == self.whole.len() {
            self.whole.clear();
            self.given = 0;
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for DescribedStream<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while this.whole.is_empty() {
            let mut piece = ReadBuf::new(&mut this.piece);
            ready!(Pin::new(&mut this.inner).poll_read(context, &mut piece))?;
            match piece.filled() {
                [] => {
                    this.messages.let_go(&mut this.whole);
                    break;
                }
                bytes => this.messages.read(bytes, &mut this.whole, &this.seen),
            }
        }
        this.give(to);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for DescribedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl<S: TlsStream + Unpin> TlsStream for DescribedStream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.inner.channel_binding()
    }
}
