// input[data-money="id"]: the amount as the server will read it (a bare number counts as 万元), written out in yuan.
import { all, language, on, onContent } from './dom.js';

const UNITS = { 亿: 1e8, 万: 1e4, 元: 1, bn: 1e9, m: 1e6, k: 1e3, '': 1e4 };
const yuan = new Intl.NumberFormat(language, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol', maximumFractionDigits: 2, minimumFractionDigits: 0 });

function echo(input) {
  const parts = /^(?:cny|rmb|¥|￥)?\s*([\d,，]+(?:\.\d+)?)\s*(亿元?|万元?|元|bn|m|k)?$/i.exec(input.value.trim());
  const unit = (parts?.[2] ?? '').toLowerCase();
  const amount = parts && Number(parts[1].replace(/[,，]/g, '')) * UNITS[unit in UNITS ? unit : unit.replace('元', '')];
  const place = document.getElementById(input.dataset.money);
  if (place) place.textContent = amount ? yuan.format(amount) : '';
}

on('input', '[data-money]', (_event, input) => echo(input));
onContent((root) => all('[data-money]', root).forEach(echo));
