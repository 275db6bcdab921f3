// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/relax.hpp>
#include <tenon/trace/body.hpp>

/// The policy `fast` of a traced function.
namespace tenon::detail {

/// While it lives, a builder may use algebra that floating-point numbers do not keep; at the end it turns to fast forms.
template <class B>
class FastScope {
 public:
  constexpr explicit FastScope(B* b) : builder_(b) {
    if (b == nullptr) return;
    first_ = b->nodes.size();
    before_ = b->rewrite;
    b->rewrite = &relaxed<B>;
  }
  constexpr FastScope(FastScope const&) = delete;
  constexpr ~FastScope() {
    if (builder_ == nullptr) return;
    builder_->rewrite = before_;
    use_fast_forms(*builder_, first_);
  }

 private:
  B* builder_;
  typename B::Rewrite before_ = nullptr;
  NodeId first_ = 0;
};

/// F, recorded with the policy `fast`.
template <class F>
struct FastFunction {
  template <class... A>
  constexpr auto operator()(A&&... args) const {
    FastScope const scope(TraceBehind{}.first(args...));
    return F{}(args...);
  }
};

}  // namespace tenon::detail
