// SPDX-License-Identifier: MIT
// Integers looked up in a vocabulary; the examples of Keras' documentation.
#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/oracle.hpp"

#include <tenon/data/rows.hpp>
#include <tenon/nn/layer/integer_lookup.hpp>

#include <limits>
#include <string>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

std::vector<std::int64_t> tokens(auto const& lookup) {
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < lookup.vocabulary_size(); ++i) all.push_back(lookup.token(i));
  return all;
}
using Ints = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("IntegerLookup: a vocabulary that is given or learnt", "[layer]") {
  tn::Tensor<std::int64_t, 2, 3> const data{{12, 1138, 42}, {42, 1000, 36}};
  nn::IntegerLookup<10> given;
  given.set_vocabulary(Ints{12, 36, 1138, 42});
  CHECK(tn::to_string(tn::call(given, data)) == "[[1 3 4]\n [4 0 2]]");
  nn::IntegerLookup<10> learnt;
  tn::data::Rows<std::int64_t, 3> rows(2);
  for (std::size_t i = 0; i < 6; ++i) rows.data()[i] = data.data()[i];
  learnt.adapt(rows);
  CHECK(tokens(learnt) == Ints{-1, 42, 1138, 1000, 36, 12});
  CHECK(tn::to_string(tn::call(learnt, data)) == "[[5 2 1]\n [1 3 4]]");
  nn::IntegerLookup<3> few;
  few.adapt(rows);
  CHECK(tokens(few) == Ints{-1, 42, 1138});
  using Limits = std::numeric_limits<std::int64_t>;
  learnt.set_vocabulary(Ints{Limits::max(), Limits::min()});
  CHECK(tn::to_string(tn::call(learnt, tn::Tensor<std::int64_t, 3>{Limits::min(), Limits::max(), 0})) == "[2 1 0]");
  given.set_vocabulary(Ints{});
  CHECK(tn::to_string(tn::call(given, tn::Tensor<std::int64_t, 2>{Limits::max(), 0})) == "[0 0]");
}

TEST_CASE("IntegerLookup: masks, several indices for unknown integers, none; counts", "[layer]") {
  nn::IntegerLookup<10, nn::MaskInteger<0>, nn::OovIndices<2>> lookup;
  lookup.set_vocabulary(Ints{7, 5, -3});
  CHECK(tn::to_string(tn::call(lookup, tn::Tensor<int, 8>{0, 7, 5, -3, -4, -5, 100, 101})) == "[0 3 4 5 1 2 1 2]");
  nn::IntegerLookup<4, nn::MaskInteger<0>, nn::Count> counts;  // the mask is no category
  counts.set_vocabulary(Ints{7, 5, -3});
  CHECK(tn::to_string(tn::call(counts, tn::Tensor<int, 2, 3>{{0, 7, 7}, {-3, -4, 0}})) == "[[0. 2. 0. 0.]\n [1. 0. 0. 1.]]");
  nn::IntegerLookup<4, nn::OovIndices<0>> strict;
  strict.set_vocabulary(Ints{7, 5});
  CHECK(tn::to_string(tn::call(strict, tn::Tensor<int, 3>{5, 7, 6})) == "[ 1  0 -1]");
}

TEST_CASE("IntegerLookup: inverted, and vocabularies that cannot be", "[layer]") {
  nn::IntegerLookup<10, nn::MaskInteger<0>, nn::OovIndices<2>, nn::Invert> back;
  back.set_vocabulary(Ints{0, -1, -1, 7, 5});
  CHECK(tn::to_string(tn::call(back, tn::Tensor<int, 6>{0, 1, 2, 3, 4, 9})) == "[ 0 -1 -1  7  5 -1]");
  CHECK(back.try_set_vocabulary(Ints{4, 6, 4}).message() == "vocabulary[2] = 4 is there already, at 0");
  CHECK(back.try_set_vocabulary(Ints{4, -1}).message() == "vocabulary[1] = -1 is reserved");
  CHECK(back.try_set_vocabulary(Ints{1, 2, 3, 4, 5, 6, 7, 8}).message() == "the vocabulary has more than 7 tokens");
  CHECK(back.vocabulary_size() == 5);
  nn::IntegerLookup<5, nn::OovInteger<-9>, nn::Invert> unknown;
  unknown.set_vocabulary(Ints{7, 5});
  CHECK(tn::to_string(tn::call(unknown, tn::Tensor<int, 3>{0, 1, 2})) == "[-9  7  5]");
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(tn::call(back, tn::Tensor<int, 1>{10})); }) ==
        "tenon: index out of range: 7, of an axis of extent 7\n");
  CHECK(tenon_test::last_words([&] { static_cast<void>(tn::call(back, tn::Tensor<int, 1>{-1})); }) ==
        "tenon: index out of range: 7, of an axis of extent 7\n");
#endif
}

TEST_CASE("IntegerLookup in a Sequential: before an embedding, saved with it", "[layer]") {
  struct Net : nn::Sequential<nn::Input<std::int64_t, 2>, nn::IntegerLookup<6>, nn::Embedding<6, 3>> {};
  Net net, loaded;
  tn::initialize(net, 1);
  net.layer<0>().set_vocabulary(Ints{100, 200});
  auto const y = tn::call(net, tn::Tensor<std::int64_t, 1, 2>{{200, 5}});
  auto const& table = net.layer<1>().embeddings;
  for (std::size_t k = 0; k < 3; ++k) CHECK((y(0, 0, k) == table(2, k) && y(0, 1, k) == table(0, k)));
  tenon_test::TemporaryDirectory const directory;
  nn::save(directory.file("net.safetensors"), net);
  nn::load(directory.file("net.safetensors"), loaded);
  CHECK(tn::call(loaded, tn::Tensor<std::int64_t, 1, 2>{{200, 5}})(0, 0, 1) == y(0, 0, 1));
}
