// SPDX-License-Identifier: MIT
#pragma once

#include "support/op_laws.hpp"
#include "support/oracle.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <memory>
#include <span>
#include <string>

/// Tenon beside NumPy. tests/oracle/numpy_cases.py says how a case is added; a test of a family is
///
///   TEST_CASE("oracle: sort") {
///     NumpyCases cases("sort");
///     cases.group("float32");
///     auto const x = cases.input<float, 3, 8>("x");
///     EXACT(sort<0>(x));
///     cases.check_consumed();
///   }
///
/// EXACT wants the same bits (any NaN for a NaN), ULPS(n, ...) each element within n units in its last place of NumPy's
/// rounded one, CLOSE(n, ...) within n units in the last place of the largest element, as befits sums.
namespace tenon_test {

class NumpyCases {
 public:
  enum class Rule { exact, ulps, close };

  explicit NumpyCases(std::string const& family) : family_(family) {
    for (auto& [line, bytes] : read_oracle("numpy_" + family)) {
      auto const bar = line.rfind(" | ");
      all_[line.substr(0, bar)] = {line.substr(bar + 3), bytes, false};
    }
  }

  /// What the following names belong to, usually a dtype.
  void group(std::string_view name) {
    group_ = name;
    group_ += ": ";
  }

  template <class T, std::size_t... D>
  tn::Tensor<T, D...> input(std::string const& name) {
    tn::Tensor<T, D...> t;
    t.fill(T(0));
    if (Case const* c = find(name, type_of<T>({D...}), sizeof(T) * t.size))
      std::memcpy(t.data(), c->bytes.data(), c->bytes.size());
    return t;
  }

  /// Compares a result with the case of that text; of one instantiation a dtype, as there are many shapes.
  template <class T>
  void expect(std::string text, Rule rule, double bound, T const* got, std::initializer_list<std::size_t> dims) {
    std::erase(text, ' ');
    for (std::size_t at; (at = text.find("tn::")) != std::string::npos;) text.erase(at, 4);
    std::size_t size = 1;
    for (std::size_t const d : dims) size *= d;
    if (Case const* c = find(text, type_of<T>(dims), sizeof(T) * size)) {
      auto const want = std::make_unique<T[]>(size + 1);
      std::memcpy(want.get(), c->bytes.data(), c->bytes.size());
      compare<T>(text, rule, bound, got, {want.get(), size});
    }
  }

  /// Every case of the family was asked for.
  void check_consumed() const {
    for (auto const& [name, c] : all_) {
      INFO("tests/oracle/numpy_" << family_ << ".txt: no test asks for " << name);
      CHECK(c.used);
    }
  }

 private:
  struct Case {
    std::string type;
    Bytes bytes;
    bool used = false;
  };

  template <class T>
  static std::string type_of(std::initializer_list<std::size_t> dims) {
    std::string s = dtype_name<T>() + "[";
    for (std::size_t const d : dims) s += (s.back() == '[' ? "" : ",") + std::to_string(d);
    return s + "]";
  }

  Case const* find(std::string const& name, std::string const& type, std::size_t bytes) {
    auto const found = all_.find(group_ + name);
    INFO("tests/oracle/numpy_" << family_ << ".txt: " << group_ << name);
    if (found == all_.end()) {
      FAIL_CHECK("it is not there");
      return nullptr;
    }
    found->second.used = true;
    CHECK(type == found->second.type);
    bool const fits = type == found->second.type && found->second.bytes.size() == bytes;
    CHECK(fits);
    return fits ? &found->second : nullptr;
  }

  template <class T>
  void compare(std::string const& text, Rule rule, double bound, T const* got, std::span<T const> want) const {
    Worst worst{family_ + ": " + group_ + text, 0, {}};
    for (std::size_t i = 0; i < want.size(); ++i) {
      T const g = got[i], w = want[i];
      worst.add(same_bits(g, w)       ? 0
                : rule == Rule::exact ? HUGE_VAL
                : rule == Rule::ulps  ? ulps_off(g, w)
                                      : scaled(g, w, want),
                std::to_string(i) + ": got " + std::to_string(g) + ", NumPy has " + std::to_string(w));
    }
    worst.check(bound);
  }

  /// The distance in units in the last place of the largest finite element.
  template <class T>
  static double scaled(T got, T want, std::span<T const> all) {
    if constexpr (std::is_floating_point_v<T>) {
      if (!std::isfinite(got) || !std::isfinite(want)) return got == want ? 0 : HUGE_VAL;
      double largest = 0;
      for (T const x : all)
        if (std::isfinite(x)) largest = std::max(largest, std::abs(static_cast<double>(x)));
      int exponent = 0;
      std::frexp(largest, &exponent);
      return std::abs(static_cast<double>(got) - static_cast<double>(want)) /
             std::ldexp(1.0, exponent - std::numeric_limits<T>::digits);
    } else
      return got == want ? 0 : HUGE_VAL;
  }

  std::string family_, group_;
  std::map<std::string, Case> all_;
};

/// Evaluates what a user's line gives, and compares it.
template <class E, std::size_t... D>
void expect(NumpyCases& cases, char const* text, NumpyCases::Rule rule, double bound, E const& e, tn::Shape<D...>) {
  tn::Tensor<typename E::value_type, D...> const got(e);
  cases.expect(text, rule, bound, got.data(), {D...});
}
template <class E>
void expect(NumpyCases& cases, char const* text, NumpyCases::Rule rule, double bound, E const& e) {
  expect(cases, text, rule, bound, e, typename E::shape_type{});
}

}  // namespace tenon_test

// A block of its own, as the text stands in the data without tn::. (`std` wants it: there is another one.)
#define TENON_NUMPY(rule, bound, ...)                                                                                            \
  do {                                                                                                                           \
    using namespace tenon;                                                                                                       \
    tenon_test::expect(cases, #__VA_ARGS__, tenon_test::NumpyCases::Rule::rule, bound, __VA_ARGS__);                             \
  } while (false)
#define EXACT(...) TENON_NUMPY(exact, 0, __VA_ARGS__)
#define ULPS(bound, ...) TENON_NUMPY(ulps, bound, __VA_ARGS__)
#define CLOSE(bound, ...) TENON_NUMPY(close, bound, __VA_ARGS__)
