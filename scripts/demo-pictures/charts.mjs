export const charts = [];
