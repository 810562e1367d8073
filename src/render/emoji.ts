// render: the pictures of Fleep's emoticons (fleep-wire.md section 5.3) and of the reaction names that people use most.
// Invariant: a name that is not listed is shown as it was written.

const EMOTICONS: ReadonlyMap<string, string> = new Map([
  ['esmile', '😊'],
  ['esad', '😒'],
  ['ewink', '😉'],
  ['elaugh', '😄'],
  ['etongue', '😜'],
  ['esurprise', '😲'],
  ['eworried', '😟'],
  ['eangry', '😠'],
  ['edontcare', '😐'],
  ['eheart', '💖'],
  ['eup', '👍'],
  ['edown', '👎'],
  ['eidea', '💡'],
  ['eflower', '🌸'],
  ['ecoffee', '☕'],
  ['ebeer', '🍺'],
  ['ecoctail', '🍸'],
  ['ecat', '🐈'],
  ['ebug', '🐛'],
  ['eclock', '🕑'],
  ['eparty', '🎉'],
  ['egift', '🎁'],
  ['ecandy', '🍬'],
  ['ephone', '📞'],
  ['emobile', '📱'],
  ['esun', '☀️'],
  ['eumbrella', '☔'],
  ['esnowman', '⛄'],
  ['esanta', '🎅'],
  ['eandroid', '🤖'],
  ['epoop', '💩'],
  ['ework', '💼'],
  ['etodo', '🔲'],
  ['edone', '✅'],
  ['eboobs', '🙈'],
]);

// Short names as chat programs share them, each before its picture.
const SHORT_NAMES = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 ok_hand 👌 pray 🙏 wave 👋 raised_hands 🙌 muscle 💪 point_up ☝️ point_down 👇
v ✌️ handshake 🤝 salute 🫡 saluting_face 🫡 bow 🙇 facepalm 🤦 shrug 🤷 eyes 👀 brain 🧠 crossed_fingers 🤞 fist 👊
heart ❤️ yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔 sparkling_heart 💖
smile 😄 smiley 😃 grinning 😀 grin 😁 laughing 😆 joy 😂 rofl 🤣 sweat_smile 😅 slightly_smiling_face 🙂 blush 😊 wink 😉
innocent 😇 heart_eyes 😍 kissing_heart 😘 yum 😋 stuck_out_tongue 😛 sunglasses 😎 nerd_face 🤓 thinking 🤔 thinking_face 🤔
neutral_face 😐 expressionless 😑 unamused 😒 rolling_eyes 🙄 relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 drool 🤤
drooling_face 🤤 mask 😷 sick 🤒 dizzy_face 😵 exploding_head 🤯 partying_face 🥳 confused 😕 worried 😟 open_mouth 😮
astonished 😲 flushed 😳 fearful 😨 cry 😢 sob 😭 scream 😱 disappointed 😞 sweat 😓 weary 😩 tired_face 😫 angry 😠 rage 😡
upside_down_face 🙃 hugs 🤗 hugging_face 🤗 zipper_mouth_face 🤐 skull 💀 ghost 👻 robot 🤖 robot_face 🤖 poop 💩 hankey 💩
tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 crown 👑 gem 💎 fire 🔥 rocket 🚀 star ⭐ star2 🌟 sparkles ✨
zap ⚡ boom 💥 100 💯 rainbow 🌈 sunny ☀️ cloud ☁️ snowflake ❄️ snowman ⛄ umbrella ☔ ocean 🌊 droplet 💧 new_moon 🌑 earth_africa 🌍
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ no_entry ⛔ warning ⚠️ question ❓ exclamation ❗
heavy_plus_sign ➕ heavy_minus_sign ➖ zero 0️⃣ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ ten 🔟
bulb 💡 book 📖 books 📚 memo 📝 pencil ✏️ pushpin 📌 paperclip 📎 calendar 📅 clock1 🕐 hourglass ⌛ mag 🔍 lock 🔒 key 🔑
hammer 🔨 wrench 🔧 gear ⚙️ bug 🐛 computer 💻 phone 📞 email 📧 bell 🔔 mega 📣 moneybag 💰 chart 💹 package 📦 door 🚪
car 🚗 bike 🚲 train 🚆 airplane ✈️ ship 🚢 house 🏠 office 🏢 hospital 🏥 construction 🚧 camera 📷 art 🎨 musical_note 🎵 guitar 🎸
coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine_glass 🍷 cocktail 🍸 champagne 🍾 cake 🍰 birthday 🎂 cookie 🍪 doughnut 🍩 pizza 🍕
hamburger 🍔 taco 🌮 sushi 🍣 ramen 🍜 pancakes 🥞 fork_and_knife 🍴 apple 🍎 banana 🍌 peach 🍑 strawberry 🍓 watermelon 🍉
lemon 🍋 avocado 🥑 carrot 🥕 tomato 🍅 seedling 🌱 herb 🌿 four_leaf_clover 🍀 bamboo 🎍 fallen_leaf 🍂 maple_leaf 🍁 cactus 🌵
evergreen_tree 🌲 palm_tree 🌴 tulip 🌷 rose 🌹 sunflower 🌻 cherry_blossom 🌸 mushroom 🍄
cat 🐱 dog 🐶 cow 🐮 pig 🐷 goat 🐐 horse 🐴 monkey 🐒 see_no_evil 🙈 unicorn 🦄 unicorn_face 🦄 bear 🐻 panda_face 🐼 fox_face 🦊
penguin 🐧 owl 🦉 chicken 🐔 duck 🦆 frog 🐸 turtle 🐢 snail 🐌 octopus 🐙 fish 🐟 whale 🐳 dragon 🐉 snake 🐍 bee 🐝 spider 🕷️
`;

const REACTIONS: ReadonlyMap<string, string> = new Map(
  [...SHORT_NAMES.matchAll(/(\S+) (\S+)/g)].map(([, name = '', sign = '']) => [name, sign]),
);

/** The picture of `<emo kind="…">`, or undefined for a kind that is not known. */
export const findEmoticon = (kind: string): string | undefined => EMOTICONS.get(kind);

/** The picture of a reaction, or its name. `clap::skin-tone-3` is a `clap`, `flag-ee` the flag of Estonia. */
export function reactionSign(reaction: string): string {
  const name = reaction.split('::', 1)[0] ?? '';
  const country = /^flag-([a-z]{2})$/.exec(name)?.[1];
  return REACTIONS.get(name) ?? (country === undefined ? reaction : flagOf(country));
}

const REGIONAL_INDICATOR_A = 0x1f1e6;

const flagOf = (country: string): string =>
  String.fromCodePoint(...[...country].map((letter) => REGIONAL_INDICATOR_A + letter.charCodeAt(0) - 97));
