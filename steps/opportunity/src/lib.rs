//! opportunity.
