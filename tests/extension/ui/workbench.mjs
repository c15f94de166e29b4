export async function tryTheWorkbench() {}
