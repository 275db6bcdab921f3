// SPDX-License-Identifier: MIT
// Strings: tensors of them, UTF-8, words as numbers, and a model that reads text. `28_strings [DIRECTORY]`.
#include <tenon/tenon.hpp>

#include <tenon/data/strings.hpp>
#include <tenon/nn/layer/string_lookup.hpp>
#include <tenon/nn/layer/text_vectorization.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;
namespace strings = tenon::strings;

namespace {

void expect(bool ok, char const* what) {
  if (ok) return;
  std::printf("not as expected: %s\n", what);
  std::exit(1);
}

void tensors() {
  // [tensor]
  tn::StringTensor<> const hello("hello world");  // one string
  tn::StringTensor<4> const words{"Café", "Coffee", "caffè", "咖啡"};
  tn::StringTensor<2, 2> square{{"a", "b"}, {"c", "d"}};
  square.set("a longer one", 0, 1);  // the tensor owns one buffer of bytes, in which the others move

  std::string_view const tea = words[1];
  auto const row = square[0];                                              // a view of a row, [2]
  tn::Tensor<bool, 4> const same = words == "Coffee";                      // elementwise, shapes broadcast
  auto const bytes = strings::length(words);                               // int32: 5 6 6 6
  auto const letters = strings::length(words, strings::Unit::characters);  // 4 6 5 2
  std::puts(tn::to_string(words).c_str());                                 // ['Café' 'Coffee' 'caffè' '咖啡']
  // [end]
  expect(hello.item() == "hello world" && tea == "Coffee" && row[1] == "a longer one", "tensor");
  expect(same(1) && !same(0) && bytes(3) == 6 && letters(3) == 2, "length");

  // [fixed]
  // 32 bytes in the type: no heap, and in constant evaluation too.
  constexpr tn::BasicStringTensor<tn::Shape<2>, 32> units{"metre", "second"};
  static_assert(strings::upper(units)[1] == "SECOND" && strings::substr(units, -3)[0] == "tre");
  // [end]

  // [functions]
  tn::StringTensor<2> const dates{"2024-02-29", " 1999-12-31 "};
  auto const parts = strings::split(strings::strip(dates), "-");        // rows of strings
  auto const years = strings::to_number<int>(parts.to_tensor<2, 3>());  // int [2, 3]
  auto const slashes = strings::replace(dates, "-", "/");
  auto const joined = strings::join(" to ", dates[0], strings::strip(dates));
  auto const all = strings::reduce_join(strings::strip(dates), ", ");  // one string
  auto const text = strings::format<"{} days: {}">(2, years);
  // [end]
  expect(years(1, 0) == 1999 && years(0, 1) == 2 && slashes[0] == "2024/02/29", "functions");
  expect(joined[1] == "2024-02-29 to 1999-12-31" && all.item() == "2024-02-29, 1999-12-31", "join");
  std::puts(std::string(text.item()).c_str());
}

void unicode() {
  // [unicode]
  tn::StringTensor<4> const words{"Café", "Coffee", "caffè", "咖啡"};
  tn::RaggedTensor<std::int32_t> const code_points = strings::decode(words);  // 4 rows of 4, 6, 5 and 2 numbers
  auto const again = strings::encode(code_points);

  tn::StringTensor<2> const broken{"fine", std::string_view("na\xEFve")};  // Latin-1, no UTF-8
  auto const replaced = strings::to_utf8(broken);                          // "na\uFFFDve"
  auto const ignored = strings::to_utf8(broken, strings::Invalid::ignore);
  auto const refused = strings::try_decode(broken, strings::Invalid::error);
  if (!refused) std::puts(std::string(refused.message()).c_str());  // string 1, byte 2: no UTF-8
  // [end]
  expect(code_points(0, 3) == 233 && code_points.row_length(3) == 2 && again[3] == words[3], "unicode");
  expect(replaced[1] == "na\uFFFDve" && ignored[1] == "nave" && !refused, "invalid");
}

void numbers() {
  // [errors]
  auto const wrong = strings::try_to_number<std::uint8_t>(tn::StringTensor<3>{"7", "255", "256"});
  if (!wrong) std::puts(std::string(wrong.message()).c_str());  // string 2, "256": out of the range of uint8
  // [end]
  // [hash]
  tn::StringTensor<3> const names{"red", "green", "blue"};
  auto const bins = strings::to_hash_bucket<8>(names);                          // the same on every machine
  auto const inside = tn::call(nn::Hashing<8>{}, strings::fingerprint(names));  // the layer gives the same
  // [end]
  expect(!wrong, "errors");
  for (std::size_t i = 0; i < 3; ++i) expect(bins(i) == inside(i), "hash");
}

// [model]
constexpr std::size_t vocabulary = 64, words_a_line = 6;

// Index 0 is padding, 1 every unknown word. A mask goes from the embedding to the mean.
struct Net : nn::Sequential<nn::Input<std::int64_t, words_a_line>, nn::Embedding<vocabulary, 4, nn::MaskZero>,
                            nn::GlobalAveragePooling1D<>, nn::Dense<1, nn::Sigmoid>> {};
// The words are looked up before the model: there are no strings in a traced program. Both are saved as one.
struct Reader {
  nn::StringLookup<vocabulary, nn::MaskToken<"">> words;
  Net net;
  TENON_MODULE(Reader, words, net);
};
// [end]

void model(std::string const& file) {
  // [learn]
  tn::data::StringRows<> const lines{"a lovely film",           "I loved it",     "boring and long",   "what a waste of time",
                                     "lovely actors",           "a waste",        "I loved the story", "the story was boring",
                                     "time well spent, lovely", "long and boring"};
  tn::data::Rows<float, 1> good(lines.rows());
  for (std::size_t const i : {0, 1, 4, 6, 8}) good.row(i)[0] = 1;
  auto const split = [](auto const& text) { return strings::split(strings::lower(strings::replace(text, ",", ""))); };

  Reader reader;
  reader.words.adapt(split(lines).flat_values());                                  // the most frequent words first
  auto const indices = reader.words.lookup(split(lines).to_rows<words_a_line>());  // rows x int64 [6]

  tn::initialize(reader.net, 1);
  nn::Adam adam;
  adam.learning_rate = 0.1F;
  auto trainer = nn::compile<5>(reader.net, nn::BinaryCrossentropy{}, adam);
  trainer.fit(indices, good, {.epochs = 30, .verbose = nn::Verbose::silent});
  nn::save(file, reader);
  // [end]

  // [predict]
  Reader loaded;
  nn::load(file, loaded);
  tn::StringTensor<2> const news{"Lovely!, I loved the end", "a boring, boring waste"};
  auto const x = loaded.words.lookup(split(news).to_tensor<2, words_a_line>());  // int64 [2, 6]
  auto const p = tn::call(loaded.net, x);                                        // [2, 1]
  std::printf("%.2f %.2f\n", double(p(0, 0)), double(p(1, 0)));
  // [end]
  expect(p(0, 0) > 0.8F && p(1, 0) < 0.2F, "model");
}

void text() {
  // [text]
  tn::data::StringRows<> const lines{"A lovely film.", "Boring, boring!", "A film to be seen"};
  nn::TextVectorization<10, nn::SequenceLength<4>> words;
  nn::TextVectorization<10, nn::TfIdf, nn::Ngrams<1, 2>> weights;
  words.adapt(lines);
  weights.adapt(lines);

  tn::StringTensor<2> const news{"A boring film!", "Seen."};
  auto const indices = words.vectorize(news);    // int64 [2, 4], 0 behind the last word
  auto const numbers = weights.vectorize(news);  // float [2, 10]: of words and pairs of words
  // [end]
  expect(indices(0, 1) != indices(0, 2) && indices(0, 3) == 0 && indices(1, 0) > 1 && indices(1, 1) == 0, "indices");
  expect(numbers(0, 1) > 0, "weights");
}

}  // namespace

int main(int count, char** arguments) {
  std::filesystem::path const directory =
      count > 1 ? std::filesystem::path(arguments[1]) : std::filesystem::temp_directory_path();
  tensors();
  unicode();
  numbers();
  text();
  model((directory / "tenon_28_strings.safetensors").string());
}
