process.env.RECHECK_SYNC_BACKEND = 'pure'; // everywhere the same, without Java or a binary
const { checkSync } = await import('recheck');

/** Refuses regular expressions whose time can grow faster than their input. */
const linear = {
  create(context) {
    const check = (node, source, flags) => {
      const { status, complexity } = checkSync(source, flags, { timeout: 60_000 });
      if (status === 'safe') return;
      const message =
        status === 'vulnerable'
          ? `This expression backtracks: its time is ${complexity.summary}.`
          : 'The checker cannot tell whether this expression backtracks.';
      context.report({ node, message });
    };
    const isText = (node) => node?.type === 'Literal' && typeof node.value === 'string';
    const made = (node) => {
      const [pattern, flags] = node.arguments;
      if (node.callee.name === 'RegExp' && isText(pattern))
        check(node, pattern.value, isText(flags) ? flags.value : '');
    };
    return {
      Literal: (node) => node.regex && check(node, node.regex.pattern, node.regex.flags),
      NewExpression: made,
      CallExpression: made,
    };
  },
};

export default { meta: { name: 'backtracking' }, rules: { linear } };
