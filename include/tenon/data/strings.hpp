// SPDX-License-Identifier: MIT
#pragma once

// StringTensor, StringRows, RaggedStrings, and what is done with them (without utf8proc: data/string/utf8proc.hpp).
// clang-format off
#include <tenon/data/string/tensor.hpp>
#include <tenon/data/string/rows.hpp>
#include <tenon/data/string/broadcast.hpp>
#include <tenon/data/string/split.hpp>
#include <tenon/data/string/join.hpp>
#include <tenon/data/string/decode.hpp>
// clang-format on
#include <tenon/data/string/case.hpp>
#include <tenon/data/string/compare.hpp>
#include <tenon/data/string/format.hpp>
#include <tenon/data/string/hash.hpp>
#include <tenon/data/string/length.hpp>
#include <tenon/data/string/ngrams.hpp>
#include <tenon/data/string/number.hpp>
#include <tenon/data/string/print.hpp>
#include <tenon/data/string/search.hpp>
#include <tenon/data/string/substr.hpp>
