// SPDX-License-Identifier: MIT
// Strings looked up in a vocabulary; the examples of Keras' documentation.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/data/strings.hpp>
#include <tenon/nn/layer/string_lookup.hpp>
#include <tenon/nn/save.hpp>

#include <string>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;

TEST_CASE("StringLookup: a vocabulary that is given or learnt", "[layer]") {
  tn::StringTensor<2, 3> const data{{"a", "c", "d"}, {"d", "z", "b"}};
  nn::StringLookup<10> given;
  given.set_vocabulary({"a", "b", "c", "d"});
  CHECK(tn::to_string(given.lookup(data)) == "[[1 3 4]\n [4 0 2]]");
  nn::StringLookup<10> learnt;
  CHECK(tn::to_string(learnt.get_vocabulary()) == "['[UNK]']");
  learnt.adapt(data);
  CHECK(tn::to_string(learnt.get_vocabulary()) == "['[UNK]' 'd' 'z' 'c' 'b' 'a']");
  CHECK(tn::to_string(learnt.lookup(data)) == "[[5 3 1]\n [1 2 4]]");
  nn::StringLookup<4> few;  // the most frequent ones only
  few.adapt(data);
  CHECK(tn::to_string(few.get_vocabulary()) == "['[UNK]' 'd' 'z' 'c']");
  nn::StringLookup<10> again;
  again.set_vocabulary(learnt.get_vocabulary());  // what stands for unknown ones is at its place
  CHECK(again.vocabulary_size() == 6);
  auto const rows = learnt.lookup(tn::data::StringRows<2>{"a", "d", "?", "z"});
  CHECK((rows.row(0)[0] == 5 && rows.row(1)[0] == 0 && rows.row(1)[1] == 2));
  CHECK(learnt.lookup(tn::strings::split(tn::StringTensor<2>{"d z", "q"}))(0, 1) == 2);
  CHECK(learnt.lookup(tn::StringTensor<>("c")).item() == 3);
}

TEST_CASE("StringLookup: masks, several indices for unknown strings, none", "[layer]") {
  nn::StringLookup<10, nn::MaskToken<"">, nn::OovIndices<3>, nn::OovToken<"?">> lookup;
  lookup.set_vocabulary({"x", "y"});
  CHECK(tn::to_string(lookup.get_vocabulary()) == "['' '?' '?' '?' 'x' 'y']");
  tn::StringTensor<100> words;
  for (std::size_t i = 0; i < 100; ++i) words.set(std::to_string(i), i);
  int count[4] = {};
  for (auto const i : lookup.lookup(words)) {
    REQUIRE((i >= 1 && i <= 3));
    ++count[i];
  }
  CHECK((count[1] > 10 && count[2] > 10 && count[3] > 10));
  CHECK(tn::to_string(lookup.lookup(tn::StringTensor<3>{"", "y", "x"})) == "[0 5 4]");
  nn::StringLookup<10, nn::OovIndices<0>> strict;
  strict.set_vocabulary({"x", "y"});
  CHECK(tn::to_string(strict.lookup(tn::StringTensor<2>{"y", "x"})) == "[1 0]");
  CHECK(strict.try_lookup(tn::StringTensor<2>{"x", "z"}).message() ==
        "string 1, \"z\", is not in the vocabulary, and there is no index for others");
}

TEST_CASE("StringLookup: one-hot, multi-hot, counts", "[layer]") {
  tn::StringTensor<2, 3> const data{{"a", "c", "c"}, {"", "z", "b"}};
  nn::StringLookup<4, nn::MultiHot, nn::MaskToken<"">> multi;  // the mask is no category: [UNK], a, b, c
  multi.set_vocabulary({"a", "b", "c"});
  CHECK(tn::to_string(multi.lookup(data)) == "[[0. 1. 0. 1.]\n [1. 0. 1. 0.]]");
  nn::StringLookup<4, nn::Count> count;
  count.set_vocabulary({"a", "b", "c"});
  CHECK(tn::to_string(count.lookup(data)) == "[[0. 1. 0. 2.]\n [2. 0. 1. 0.]]");
  nn::StringLookup<4, nn::OneHot> one;
  one.set_vocabulary({"a", "b", "c"});
  CHECK(tn::to_string(one.lookup(tn::StringTensor<2>{"c", "q"})) == "[[0. 0. 0. 1.]\n [1. 0. 0. 0.]]");
}

TEST_CASE("StringLookup: inverted", "[layer]") {
  nn::StringLookup<10, nn::Invert, nn::MaskToken<"">> back;
  back.set_vocabulary({"a", "b"});
  CHECK(tn::to_string(back.lookup(tn::Tensor<int, 2, 2>{{3, 2}, {1, 0}})) == "[['b' 'a']\n ['[UNK]' '']]");
  CHECK(back.try_lookup(tn::Tensor<int, 2>{3, 4}).message() == "element 1: there is no index 4, the vocabulary has 4");
  CHECK(back.try_lookup(tn::Tensor<int, 1>{-1}).message() == "element 0: there is no index -1, the vocabulary has 4");
}

TEST_CASE("StringLookup: vocabularies that cannot be leave the old one", "[layer]") {
  nn::StringLookup<4, nn::VocabularyBytes<6>> lookup;
  using Texts = std::vector<std::string>;
  lookup.set_vocabulary({"old"});
  CHECK(lookup.try_set_vocabulary(Texts{"a", "b", "a"}).message() == "vocabulary[2] = \"a\" is there already, at 0");
  CHECK(lookup.try_set_vocabulary(Texts{"a", "[UNK]"}).message() == "vocabulary[1] = \"[UNK]\" is reserved");
  CHECK(lookup.try_set_vocabulary(Texts{"a", "b", "c", "d"}).message() == "the vocabulary has more than 3 tokens");
  CHECK(lookup.try_set_vocabulary(Texts{"abcd", "efg"}).message() ==
        "vocabulary[1] = \"efg\" does not fit: its tokens have 6 bytes together, VocabularyBytes<...> says how many");
  CHECK(tn::to_string(lookup.get_vocabulary()) == "['[UNK]' 'old']");
  CHECK(lookup.try_set_vocabulary(Texts{"abcd", "ef"}));
}

TEST_CASE("StringLookup: a large vocabulary, saved and loaded", "[layer]") {
  nn::StringLookup<5000> lookup, loaded;
  std::vector<std::string> words;
  for (int i = 0; i < 4999; ++i) words.push_back("word " + std::to_string(i * 7));
  lookup.set_vocabulary(words);
  tenon_test::TemporaryDirectory const directory;
  nn::save(directory.file("words.safetensors"), lookup);
  nn::load(directory.file("words.safetensors"), loaded);
  CHECK(loaded.vocabulary_size() == 5000);
  std::size_t wrong = 0;
  auto const indices = loaded.lookup(tn::StringTensor<4999>::from(words));
  for (std::size_t i = 0; i < 4999; ++i) wrong += indices(i) != static_cast<std::int64_t>(i + 1);
  CHECK(wrong == 0);
  CHECK(loaded.lookup(tn::StringTensor<>("word 1")).item() == 0);
  // Tensors that came from anywhere are no reason to read elsewhere.
  loaded.token_offsets.fill(1LL << 40);
  loaded.token_slots.fill(1 << 30);
  *loaded.token_count.data() = 1 << 30;
  CHECK(loaded.lookup(tn::StringTensor<>("word 7")).item() == 0);
  CHECK(loaded.get_vocabulary().rows() == 5000);
}
