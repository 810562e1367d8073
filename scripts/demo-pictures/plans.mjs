export const plans = [];
