//! JSON as far as events need it: numbers stay text, of a key that stands twice the last one counts.

const DEPTH_MAX: usize = 64;

pub enum Value {
    Null,
    Bool,
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(members) => members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text at that path, or an empty one.
    pub fn text(&self, path: &[&str]) -> &str {
        let mut here = Some(self);
        for key in path {
            here = here.and_then(|value| value.get(key));
        }
        match here {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }
}

/// The value that is all of the bytes, blanks around it apart; nothing where there is none.
pub fn parse(bytes: &[u8]) -> Option<Value> {
    let mut parser = Parser { rest: std::str::from_utf8(bytes).ok()? };
    let value = parser.value(0)?;
    parser.blanks();
    parser.rest.is_empty().then_some(value)
}

/// As it stands in JSON, quotation marks included.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", control as u32)),
            other => out.push(other),
        }
    }
    out + "\""
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn takes(&mut self, word: &str) -> bool {
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn letter(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.blanks();
        match self.rest.chars().next()? {
            '{' | '[' if depth >= DEPTH_MAX => None,
            '{' => self.object(depth),
            '[' => self.list(depth),
            '"' => self.string().map(Value::Text),
            't' => self.takes("true").then_some(Value::Bool),
            'f' => self.takes("false").then_some(Value::Bool),
            'n' => self.takes("null").then_some(Value::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut members = Vec::new();
        self.letter()?;
        self.blanks();
        if self.takes("}") {
            return Some(Value::Object(members));
        }
        loop {
            self.blanks();
            let key = self.string()?;
            self.blanks();
            if !self.takes(":") {
                return None;
            }
            members.push((key, self.value(depth + 1)?));
            self.blanks();
            if self.takes("}") {
                return Some(Value::Object(members));
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        self.letter()?;
        self.blanks();
        if self.takes("]") {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blanks();
            if self.takes("]") {
                return Some(Value::List(items));
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Value> {
        let end = self.rest.find(|letter: char| !"+-.eE0123456789".contains(letter)).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        number.parse::<f64>().ok()?;
        self.rest = rest;
        Some(Value::Number(number.to_string()))
    }

    fn string(&mut self) -> Option<String> {
        if !self.takes("\"") {
            return None;
        }
        let mut out = String::new();
        loop {
            match self.letter()? {
                '"' => return Some(out),
                '\\' => out.push(self.escaped()?),
                control if control < ' ' => return None,
                other => out.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        match self.letter()? {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'u' => self.unit_pair(),
            letter @ ('"' | '\\' | '/') => Some(letter),
            _ => None,
        }
    }

    fn unit_pair(&mut self) -> Option<char> {
        let first = self.unit()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        if !self.takes("\\u") {
            return None;
        }
        let second = self.unit()?;
        if !(0xdc00..0xe000).contains(&second) {
            return None;
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.rest = &self.rest[4..];
        u32::from_str_radix(digits, 16).ok()
    }
}
