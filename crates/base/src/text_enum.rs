//! One way to declare a closed set of words that stands in a column, in JSON and in a form.

/// Declares an enum whose variants are words: stored as text, sent as the same text, documented in
/// OpenAPI as an enumeration, parsed strictly.
///
/// ```
/// base::text_enum! {
///     /// How warm a lead is (method 4.2).
///     pub enum Grade { Cold = "cold", Warm = "warm", Hot = "hot" }
/// }
/// assert_eq!(Grade::parse("warm"), Some(Grade::Warm));
/// assert_eq!(Grade::Hot.as_str(), "hot");
/// ```
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name {
            $(
                #[doc = concat!("`", $text, "`")]
                $(#[$vmeta])*
                $variant,
            )+
        }
        impl $name {
            /// Every variant, in the order of declaration.
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The word as stored and sent.
            $vis const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
            /// The variant of a word; `None` for any other text.
            $vis fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl $crate::macro_support::serde::Serialize for $name {
            fn serialize<S: $crate::macro_support::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }
        impl<'de> $crate::macro_support::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::macro_support::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <::std::string::String as $crate::macro_support::serde::Deserialize>::deserialize(d)?;
                Self::parse(&text).ok_or_else(|| {
                    <D::Error as $crate::macro_support::serde::de::Error>::unknown_variant(&text, &[$($text),+])
                })
            }
        }
        impl $crate::macro_support::utoipa::PartialSchema for $name {
            fn schema() -> $crate::macro_support::utoipa::openapi::RefOr<$crate::macro_support::utoipa::openapi::schema::Schema> {
                $crate::macro_support::utoipa::openapi::ObjectBuilder::new()
                    .schema_type($crate::macro_support::utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($text),+]))
                    .into()
            }
        }
        impl $crate::macro_support::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(stringify!($name))
            }
        }
        const _: () = {
            use $crate::macro_support::sea_orm;
            impl From<$name> for sea_orm::Value {
                fn from(value: $name) -> Self {
                    value.as_str().into()
                }
            }
            impl sea_orm::TryGetable for $name {
                fn try_get_by<I: sea_orm::ColIdx>(row: &sea_orm::QueryResult, index: I) -> Result<Self, sea_orm::TryGetError> {
                    let text = <::std::string::String as sea_orm::TryGetable>::try_get_by(row, index)?;
                    Self::parse(&text).ok_or_else(|| {
                        sea_orm::TryGetError::DbErr(sea_orm::DbErr::Type(format!("{text} is not a {}", stringify!($name))))
                    })
                }
            }
            impl sea_orm::sea_query::ValueType for $name {
                fn try_from(value: sea_orm::Value) -> Result<Self, sea_orm::sea_query::ValueTypeErr> {
                    let text = <::std::string::String as sea_orm::sea_query::ValueType>::try_from(value)?;
                    Self::parse(&text).ok_or(sea_orm::sea_query::ValueTypeErr)
                }
                fn type_name() -> ::std::string::String { stringify!($name).to_owned() }
                fn array_type() -> sea_orm::sea_query::ArrayType { sea_orm::sea_query::ArrayType::String }
                fn column_type() -> sea_orm::sea_query::ColumnType {
                    sea_orm::sea_query::ColumnType::String(sea_orm::sea_query::StringLen::None)
                }
            }
            impl sea_orm::sea_query::Nullable for $name {
                fn null() -> sea_orm::Value { <::std::string::String as sea_orm::sea_query::Nullable>::null() }
            }
        };
    };
}
