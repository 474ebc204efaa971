//! One try to hand a letter over.

use lettre::Address;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};

use crate::letter::Sealed;
use crate::problem::{Doing, Problem};
use crate::server::Server;

/// Hands the letter over for some of its recipients; answers for each of them, in their order. A recipient whom the
/// server refuses does not keep the others from theirs.
pub(crate) async fn attempt(server: &Server<'_>, letter: &Sealed, to: &[Address]) -> Vec<Result<(), Problem>> {
    let mut connection = match server.connect().await {
        Ok(connection) => connection,
        Err(problem) => return vec![Err(problem); to.len()],
    };
    let answers = hand_over(server, &mut connection, letter, to).await;
    // The mail is handed over or not; a farewell that fails changes nothing.
    let _ = server.within(&Doing::Send, connection.quit()).await;
    answers.unwrap_or_else(|problem| vec![Err(problem); to.len()])
}

async fn hand_over(
    server: &Server<'_>,
    connection: &mut AsyncSmtpConnection,
    letter: &Sealed,
    to: &[Address],
) -> Result<Vec<Result<(), Problem>>, Problem> {
    let from = letter.from.email.clone();
    let doing = Doing::NameSender(from.to_string());
    server.within(&doing, connection.command(Mail::new(Some(from), vec![]))).await?;
    let mut answers = Vec::with_capacity(to.len());
    for recipient in to {
        let doing = Doing::NameRecipient(recipient.to_string());
        let named = server.within(&doing, connection.command(Rcpt::new(recipient.clone(), vec![]))).await;
        match named {
            // Without an answer there is nobody to name the next one to.
            Err(problem) if !problem.is_answer => return Err(problem),
            answer => answers.push(answer.map(drop)),
        }
    }
    if answers.iter().any(Result::is_ok) {
        let taken = send(server, connection, letter).await;
        if let Err(problem) = taken {
            answers.iter_mut().filter(|answer| answer.is_ok()).for_each(|answer| *answer = Err(problem.clone()));
        }
    }
    Ok(answers)
}

async fn send(server: &Server<'_>, connection: &mut AsyncSmtpConnection, letter: &Sealed) -> Result<(), Problem> {
    server.within(&Doing::Send, connection.command(Data)).await?;
    server.within(&Doing::Send, connection.message(&letter.bytes)).await.map(drop)
}
