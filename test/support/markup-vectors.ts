// test support: the vectors of fleep-wire.md section 5.3: what is typed, and the XML that is made of it.

export const MARKUP_VECTORS: readonly (readonly [string, string])[] = [
  ['line1\nline2', '<msg><p>line1<br/>line2</p></msg>'],
  ['para1\n\npara2', '<msg><p>para1</p><p>para2</p></msg>'],
  ['trail\n\n', '<msg><p>trail<br/></p></msg>'],
  ['a\n\n\n\nb', '<msg><p>a<br/><br/></p><p>b</p></msg>'],
  ['', '<msg><p/></msg>'],
  ['*bold* and _it_ x*y*z', '<msg><p><b flp="*" fls="*">bold</b> and <i flp="_" fls="_">it</i> x*y*z</p></msg>'],
  ['see www.google.com.', '<msg><p>see <a href="http://www.google.com">www.google.com</a>.</p></msg>'],
  [
    'go https://fleep.io/a(b)?x=1, ok',
    '<msg><p>go <a href="https://fleep.io/a(b)?x=1">https://fleep.io/a(b)?x=1</a>, ok</p></msg>',
  ],
  [
    'https://fleep.io<<Fleep>> is',
    '<msg><p><a flp="https://fleep.io&lt;&lt;" fls="&gt;&gt;" href="https://fleep.io">Fleep</a> is</p></msg>',
  ],
  ['> quote\n> more\nreply', '<msg><p><q>&gt; quote<br/>&gt; more<br/></q>reply</p></msg>'],
  ['> q1\n\nafter', '<msg><p><q>&gt; q1</q></p><p>after</p></msg>'],
  ['-- \nHelmo', '<msg><p><q>-- <br/>Helmo</q></p></msg>'],
  [
    'hi :) (beer) & <tag>',
    '<msg><p>hi <emo kind="esmile">:)</emo> <emo kind="ebeer">(beer)</emo> &amp; &lt;tag&gt;</p></msg>',
  ],
  [
    'text\n:::\ncode *x*\n  y\n:::\nafter',
    '<msg><p>text<br/><pre flp=":::&#10;" fls=":::&#10;">code *x*\n  y\n</pre>after</p></msg>',
  ],
];
