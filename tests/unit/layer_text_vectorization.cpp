// SPDX-License-Identifier: MIT
// Text as numbers: the examples of Keras' documentation, its formula of tf-idf, and a layer saved with its vocabulary.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/data/strings.hpp>
#include <tenon/nn/layer/text_vectorization.hpp>
#include <tenon/nn/save.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;
namespace strings = tenon::strings;

TEST_CASE("strings: punctuation and runs of neighbours", "[string]") {
  CHECK(tn::to_string(strings::strip_punctuation(tn::StringTensor<4>{"a, b!", "", "?!", "don't [stop]_now"})) ==
        "['a b' '' '' 'dont stopnow']");
  std::string all;
  for (int c = 32; c < 127; ++c) all += static_cast<char>(c);
  CHECK(strings::strip_punctuation(tn::StringTensor<>(all)).element(0) ==
        " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  tn::RaggedStrings const words{{"a", "b", "c"}, {}, {"d"}};
  CHECK(strings::ngrams(words, {1, 2}) == tn::RaggedStrings{{"a", "b", "c", "a b", "b c"}, {}, {"d"}});
  CHECK(strings::ngrams(words, {3, 2}, "") == tn::RaggedStrings{{"abc", "ab", "bc"}, {}, {}});
  std::size_t const widths[] = {2, 0};
  CHECK(strings::try_ngrams(words, widths).message() == "width 1 is 0: a run has one string at least");
}

TEST_CASE("TextVectorization: indices, padded or ragged", "[layer]") {
  nn::TextVectorization<5000, nn::SequenceLength<4>> padded;
  padded.adapt(tn::data::StringRows<>{"foo", "bar", "baz"});
  CHECK(tn::to_string(padded.get_vocabulary()) == "['' '[UNK]' 'foo' 'baz' 'bar']");
  CHECK(tn::to_string(padded.vectorize(tn::StringTensor<2>{"foo qux bar", "Qux, BAZ!"})) == "[[2 1 4 0]\n [1 3 0 0]]");
  CHECK(tn::to_string(padded.vectorize(tn::StringTensor<>("foo foo foo foo foo"))) == "[2 2 2 2]");
  auto const rows = padded.vectorize(tn::data::StringRows<>{"", "bar"});
  CHECK((rows.rows() == 2 && rows.row(0)[0] == 0 && rows.row(1)[0] == 4 && rows.row(1)[1] == 0));

  // As without these options.
  nn::TextVectorization<5, nn::Standardize<nn::LowerAndStripPunctuation{}>, nn::SplitBy<nn::AtWhiteSpace{}>>
      ragged;  // padding, unknown and three more
  ragged.set_vocabulary({"earth", "wind", "and"});
  auto const indices = ragged.vectorize(tn::StringTensor<3>{"earth wind and fire", "", "Fire and earth."});
  CHECK(indices == tn::RaggedTensor<std::int64_t>{{2, 3, 4, 1}, {}, {1, 4, 2}});
  CHECK(ragged.try_set_vocabulary(std::vector<std::string>{"a", "b", "c", "d"}).message() ==
        "the vocabulary has more than 3 tokens");
}

TEST_CASE("TextVectorization: how text is made uniform and taken apart", "[layer]") {
  nn::TextVectorization<20, nn::Standardize<[](auto const& x) { return x; }>, nn::Ngrams<2>> pairs;
  CHECK(pairs.tokens(tn::StringTensor<1>{"A b, c"}) == tn::RaggedStrings{{"A b,", "b, c"}});
  nn::TextVectorization<20, nn::SplitBy<[](auto const& x) { return strings::unicode_split(x); }>, nn::Ngrams<1, 2>> characters;
  CHECK(characters.tokens(tn::StringTensor<1>{"A-b"}) == tn::RaggedStrings{{"a", "b", "a b"}});
}

TEST_CASE("TextVectorization: one number for each token", "[layer]") {
  tn::StringTensor<3> const texts{"wind and wind", "fire and rain", ""};
  nn::TextVectorization<4, nn::MultiHot> multi;  // unknown, and three more
  nn::TextVectorization<4, nn::Count> count;
  multi.set_vocabulary({"earth", "wind", "and"});
  count.set_vocabulary({"earth", "wind", "and"});
  CHECK(tn::to_string(count.get_vocabulary()) == "['[UNK]' 'earth' 'wind' 'and']");
  CHECK(count.vocabulary_size() == 4);
  CHECK(tn::to_string(multi.vectorize(texts)) == "[[0. 0. 1. 1.]\n [1. 0. 0. 1.]\n [0. 0. 0. 0.]]");
  CHECK(tn::to_string(count.vectorize(texts)) == "[[0. 0. 2. 1.]\n [2. 0. 0. 1.]\n [0. 0. 0. 0.]]");

  nn::TextVectorization<4, nn::TfIdf> given;
  given.set_vocabulary({"earth", "wind", "and"}, {0.5F, 2.0F, 0.5F});
  CHECK(tn::to_string(given.vectorize(texts)) == "[[0.  0.  4.  0.5]\n [2.  0.  0.  0.5]\n [0.  0.  0.  0. ]]");
  CHECK(given.try_set_vocabulary(std::vector<std::string>{"a", "b"}, std::span<float const>{}).message() ==
        "there are 2 tokens and 0 weights");
  CHECK(tn::to_string(given.get_vocabulary()) == "['[UNK]' 'earth' 'wind' 'and']");
}

TEST_CASE("TextVectorization: the weights of tf-idf, saved and loaded", "[layer]") {
  nn::TextVectorization<5, nn::TfIdf> learnt, loaded;
  learnt.adapt(tn::StringTensor<4>{"a b a", "a c", "b a", "d"});  // a in 3 texts, b in 2, d and c in 1
  REQUIRE(tn::to_string(learnt.get_vocabulary()) == "['[UNK]' 'a' 'b' 'd' 'c']");
  double const a = std::log(1 + 4.0 / 4), b = std::log(1 + 4.0 / 3), c = std::log(1 + 4.0 / 2);
  tenon_test::TemporaryDirectory const directory;
  nn::save(directory.file("text.safetensors"), learnt);
  nn::load(directory.file("text.safetensors"), loaded);
  auto const x = loaded.vectorize(tn::StringTensor<>("a a b d unknown"));
  double const expected[] = {(a + b + 2 * c) / 4, 2 * a, b, c, 0};
  for (std::size_t k = 0; k < 5; ++k) CHECK(x(k) == Approx(expected[k]).epsilon(1e-6));
}
