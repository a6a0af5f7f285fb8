/** The least that a script may do. */
export const process = ({ renditions }) => ({ renditionCount: renditions.length });
