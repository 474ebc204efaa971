//! The answer on one screen: a pure function, at most [`WIDTH`] columns wide but for statements with long names.

mod parts;

use crate::answer::Preflight;

/// The widest a line gets.
pub const WIDTH: usize = 100;
/// The column in which answers begin.
const INDENT: usize = 12;

/// The screen.
pub fn screen(preflight: &Preflight) -> String {
    let parts: [(&str, Vec<String>); 9] = [
        ("warehouse", parts::warehouse(preflight)),
        ("you", parts::reviewer(preflight)),
        ("databases", parts::databases(preflight)),
        ("queries", parts::queries(preflight)),
        ("mend", parts::mends(preflight)),
        ("cost", parts::cost(preflight)),
        ("wake", parts::wake(preflight)),
        ("hour", parts::hour(preflight)),
        ("in short", parts::verdict(preflight)),
    ];
    let mut screen = String::new();
    for (label, lines) in parts {
        for (number, line) in lines.iter().enumerate() {
            let label = if number == 0 { label } else { "" };
            add(&mut screen, label, line);
        }
    }
    screen
}

/// Adds a line, broken between words where it is too wide.
fn add(screen: &mut String, label: &str, line: &str) {
    let mut label = label;
    // A statement stays in one line, so that it can be copied.
    let is_statement = line.ends_with(';');
    let own_indent = line.len() - line.trim_start().len();
    let width = if is_statement { usize::MAX } else { WIDTH - INDENT - own_indent };
    for piece in wrapped(line.trim_start(), width) {
        let text = format!("{label:<INDENT$}{:own_indent$}{piece}", "");
        screen.push_str(text.trim_end());
        screen.push('\n');
        label = "";
    }
}

fn wrapped(line: &str, width: usize) -> Vec<String> {
    let mut pieces: Vec<String> = vec![String::new()];
    let mut used = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            pieces.push(String::new());
            used = 0;
        }
        let Some(piece) = pieces.last_mut() else { continue };
        if used > 0 {
            piece.push(' ');
            used += 1;
        }
        piece.push_str(word);
        used += length;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_break_between_words() {
        let mut screen = String::new();
        add(&mut screen, "cost", &format!("  {}", "word ".repeat(40)));
        assert!(screen.lines().all(|line| line.chars().count() <= WIDTH), "{screen}");
        assert!(screen.lines().count() == 3 && screen.starts_with("cost          word word"), "{screen}");
        assert!(screen.lines().skip(1).all(|line| line.starts_with("              word")), "{screen}");
    }
}
