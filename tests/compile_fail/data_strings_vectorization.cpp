// SPDX-License-Identifier: MIT
// EXPECT: TextVectorization: texts become integers, or one of MultiHot, Count, TfIdf
// EXPECT: texts_become_tokens_or_one_number_for_each<tenon::nn::OneHot, false, false>
// MAX_LINES: 12
#include <tenon/core.hpp>

#include <tenon/nn/layer/text_vectorization.hpp>

namespace tn = tenon;
namespace nn = tenon::nn;

#ifdef BROKEN
using Encoding = nn::OneHot;
#else
using Encoding = nn::MultiHot;
#endif
auto run(nn::TextVectorization<100, Encoding> const& text, tn::StringTensor<2> const& lines) { return text.vectorize(lines); }
