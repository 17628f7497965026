//! Lines, indentation, and rustfmt's rules for what is too long for one line.

/// rustfmt.toml's `max_width`.
const MAX_WIDTH: usize = 100;
/// Items of up to this length share lines when the list does not fit in one.
const SHORT_ITEM: usize = 10;
/// Doc comments are broken here.
const DOC_WIDTH: usize = 92;

/// Rust in the making.
#[derive(Debug, Default)]
pub(super) struct Code {
    text: String,
    depth: usize,
}

impl Code {
    /// A file.
    pub(super) fn file() -> Self {
        let mut code = Self::default();
        code.line(super::HEADER);
        code
    }

    /// The text so far.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Adds a line.
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.text.push_str(&"    ".repeat(self.depth));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// Adds an empty line.
    pub(super) fn gap(&mut self) {
        self.line("");
    }

    /// Adds `head {`, what is inside, and `}`.
    pub(super) fn block(&mut self, head: &str, inside: impl FnOnce(&mut Self)) {
        self.block_with(head, "", inside);
    }

    /// [`block`](Self::block) with something after the brace.
    pub(super) fn block_with(&mut self, head: &str, tail: &str, inside: impl FnOnce(&mut Self)) {
        self.line(format!("{head} {{"));
        self.indented(inside);
        self.line(format!("}}{tail}"));
    }

    /// Adds what is inside, one step to the right.
    pub(super) fn indented(&mut self, inside: impl FnOnce(&mut Self)) {
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    /// Adds a doc comment of one paragraph.
    pub(super) fn doc(&mut self, text: &str) {
        self.comment("///", text);
    }

    /// Adds the doc comment of the file.
    pub(super) fn file_doc(&mut self, text: &str) {
        self.comment("//!", text);
    }

    fn comment(&mut self, mark: &str, text: &str) {
        let width = DOC_WIDTH - 4 * self.depth;
        let mut line = mark.to_owned();
        for word in unbreakable(text) {
            if line.len() > mark.len() && line.chars().count() + 1 + word.chars().count() > width {
                self.line(&line);
                line = mark.to_owned();
            }
            line.push(' ');
            line.push_str(&word);
        }
        self.line(line);
    }

    /// Adds `head = value;`.
    pub(super) fn constant(&mut self, head: &str, value: &str) {
        let line = format!("{head} = {value};");
        if self.fits(&line) {
            self.line(line);
        } else {
            self.line(format!("{head} ="));
            self.indented(|code| code.line(format!("{value};")));
        }
    }

    /// Adds `head(arguments)tail`, in one line if rustfmt would.
    pub(super) fn call(&mut self, head: &str, arguments: &[String], tail: &str) {
        self.delimited((head, "(", ")", tail), arguments);
    }

    /// Adds the head of a function with its parameters, as [`block`](Self::block) does.
    pub(super) fn function(
        &mut self,
        head: &str,
        parameters: &[String],
        result: &str,
        inside: impl FnOnce(&mut Self),
    ) {
        self.delimited((head, "(", ")", &format!(" -> {result} {{")), parameters);
        self.indented(inside);
        self.line("}");
    }

    /// Adds `head[items]tail`.
    pub(super) fn list(&mut self, head: &str, items: &[String], tail: &str) {
        let one_line = format!("{head}[{}]{tail}", items.join(", "));
        if items.iter().all(|item| item.len() <= SHORT_ITEM) && !self.fits(&one_line) {
            self.filled((head, "[", "]", tail), items);
        } else {
            self.delimited((head, "[", "]", tail), items);
        }
    }

    /// Adds `head{items}tail`, as rustfmt writes lists of imports.
    pub(super) fn imports(&mut self, head: &str, items: &[String], tail: &str) {
        let (open, close) = if items.len() == 1 { ("", "") } else { ("{", "}") };
        let line = format!("{head}{open}{}{close}{tail}", items.join(", "));
        // rustfmt keeps two columns free here.
        if self.fits(&format!("{line}  ")) {
            self.line(line);
        } else {
            self.filled((head, "{", "}", tail), items);
        }
    }

    fn delimited(&mut self, (head, open, close, tail): (&str, &str, &str, &str), items: &[String]) {
        let line = format!("{head}{open}{}{close}{tail}", items.join(", "));
        if self.fits(&line) {
            self.line(line);
            return;
        }
        self.line(format!("{head}{open}"));
        self.depth += 1;
        items.iter().for_each(|item| self.item(item));
        self.depth -= 1;
        self.line(format!("{close}{tail}"));
    }

    /// One item of several lines' list. One that is too long itself can only be a
    /// parameter, and is broken at its type's brackets.
    fn item(&mut self, item: &str) {
        let line = format!("{item},");
        let parts = item.strip_suffix('>').and_then(|item| item.split_once('<'));
        // rustfmt counts neither the comma nor the last step of indentation.
        match parts.filter(|_| !self.fits(item.get(4..).unwrap_or_default())) {
            None => self.line(line),
            Some((outer, inner)) => {
                self.line(format!("{outer}<"));
                self.depth += 1;
                self.item(inner);
                self.depth -= 1;
                self.line(">,");
            }
        }
    }

    /// Several items a line, as many as fit.
    fn filled(&mut self, (head, open, close, tail): (&str, &str, &str, &str), items: &[String]) {
        self.line(format!("{head}{open}"));
        self.depth += 1;
        let mut line = String::new();
        for item in items {
            let longer = if line.is_empty() { item.clone() } else { format!("{line} {item}") };
            if self.fits(&format!("{longer},")) {
                line = longer + ",";
            } else {
                self.line(&line);
                line = format!("{item},");
            }
        }
        self.line(&line);
        self.depth -= 1;
        self.line(format!("{close}{tail}"));
    }

    /// Whether a line fits in here.
    pub(super) fn fits(&self, line: &str) -> bool {
        4 * self.depth + line.chars().count() <= MAX_WIDTH
    }
}

/// Words of a text, except that code between back quotes stays whole: broken, it would
/// show with one space where it has several.
fn unbreakable(text: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![];
    let mut in_code = false;
    for word in text.split(' ') {
        match words.last_mut().filter(|_| in_code) {
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
        in_code ^= word.matches('`').count() % 2 == 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Code)) -> String {
        let mut code = Code::default();
        write(&mut code);
        code.finish()
    }

    fn items(count: usize, length: usize) -> Vec<String> {
        (0..count).map(|_| "x".repeat(length)).collect()
    }

    #[test]
    fn a_list_stays_in_one_line_up_to_100_characters() {
        let short = written(|code| code.list("", &items(2, 48), ""));
        assert_eq!(short.lines().count(), 1, "{short}");
        let long = written(|code| code.list("", &items(2, 49), ","));
        assert_eq!(long.lines().count(), 4, "{long}");
    }

    #[test]
    fn short_items_share_lines() {
        let packed = written(|code| code.list("", &items(20, 8), ""));
        assert_eq!(packed.lines().count(), 5, "{packed}");
    }

    #[test]
    fn doc_comments_break_between_words_and_not_in_code() {
        let text = format!("{} `{} {}` end", "a".repeat(60), "b".repeat(20), "c".repeat(20));
        let doc = written(|code| code.doc(&text));
        let first_words: Vec<_> =
            doc.lines().filter_map(|line| line.split(' ').nth(1)).map(|word| &word[..2]).collect();
        assert_eq!(first_words, ["aa", "`b"], "{doc}");
    }
}
