// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"

#include <tenon/nn/initializer.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

#include <algorithm>
#include <string>
#include <vector>

/// What holds for every module. A test says what is in it:
///
///   module_laws<Net>({{"0.kernel", 240, kind::parameter}, ...});
namespace tenon_test {

namespace tn = tenon;

struct FieldFacts {
  std::string path;
  std::size_t size;
  tn::LeafKind kind = tn::LeafKind::parameter;
  bool operator==(FieldFacts const&) const = default;
};
inline std::ostream& operator<<(std::ostream& o, FieldFacts const& f) {
  return o << f.path << '[' << f.size << ']' << static_cast<int>(f.kind);
}

inline std::string text_of(tn::Path const& p) { return (p.parent != nullptr ? text_of(*p.parent) + "." : "") + p.name; }

template <class M>
std::vector<double> elements_of(M const& m) {
  std::vector<double> r;
  tn::for_each_tensor(m, [&r](tn::Path const&, auto const& t) {
    for (auto const x : t) r.push_back(static_cast<double>(x));
  });
  return r;
}

template <class M>
void module_laws(std::vector<FieldFacts> const& expected) {
  static_assert(tn::Module<M>);
  M m;

  // Every tensor is visited once, in the order of the fields, with its path.
  std::vector<FieldFacts> facts;
  tn::for_each_tensor(m, [&facts](tn::Path const& p, auto const& t) {
    facts.push_back({text_of(p), t.size, tn::leaf_kind_of<std::remove_cvref_t<decltype(t)>>()});
  });
  CHECK(facts == expected);

  // What is counted at compile time is what is there.
  std::int64_t parameters = 0;
  for (FieldFacts const& f : expected)
    if (f.kind == tn::LeafKind::parameter) parameters += static_cast<std::int64_t>(f.size);
  CHECK(tn::parameter_count<M> == parameters);
  CHECK(tn::tensor_count<M> == static_cast<int>(expected.size()));

  // It is a Hana Struct with its own field names.
  static_assert(boost::hana::Struct<M>::value);
  std::size_t fields = 0;
  tn::for_each_field(m, [&fields](auto, auto&) { ++fields; });
  CHECK(decltype(boost::hana::length(boost::hana::accessors<M>()))::value == fields);
  std::size_t at = 0;
  boost::hana::for_each(boost::hana::accessors<M>(), [&](auto const& pair) {
    std::size_t i = 0;
    tn::for_each_field(m, [&](auto name, auto& field) {
      if (i++ != at) return;
      CHECK(std::string(boost::hana::first(pair).c_str()) == name.c_str());
      CHECK(static_cast<void const*>(&boost::hana::second(pair)(m)) == static_cast<void const*>(&field));
    });
    ++at;
  });

  // Two fresh ones are equal; a copy is equal and on its own; a seed says what its parameters are.
  CHECK(elements_of(M{}) == elements_of(m));
  tn::initialize(m, 11);
  M copy = m;
  CHECK(elements_of(copy) == elements_of(m));
  std::vector<double> const before = elements_of(m);
  tn::for_each_tensor(copy, [](tn::Path const&, auto& t) { t.fill(std::remove_cvref_t<decltype(*t.data())>(5)); });
  CHECK(elements_of(m) == before);
  copy = m;
  CHECK(elements_of(copy) == before);
  M const moved = static_cast<M&&>(copy);
  CHECK(elements_of(moved) == before);
  M other;
  tn::initialize(other, 11);
  CHECK(elements_of(other) == before);
}

}  // namespace tenon_test
