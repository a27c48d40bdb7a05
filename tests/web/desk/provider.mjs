// A certified OpenID provider that misbehaves on command: node provider.mjs MODULES PORT ANSWER_URLS BACK_URL
// POST /misbehave takes what it does next, as JSON; {} is to behave.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , modules, port, answerUrls, backUrl] = process.argv;
const require = createRequire(`${modules}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
const { SignJWT, decodeJwt, importJWK } = await import(pathToFileURL(require.resolve('jose')));
const issuer = `http://127.0.0.1:${port}`;
const secret = 's'.repeat(40);

const people = {
  anna: { email: 'anna@toreboda.se', email_verified: true, name: 'Anna Öberg', roles: ['info'] },
  vera: { email: 'vera@toreboda.se', email_verified: true, name: 'Vera', roles: ['chefer'] },
  nobody: { email: 'nobody@toreboda.se', email_verified: true, name: 'Nobody', roles: ['informatör', 'in'] },
  stranger: { email: 'stranger@toreboda.se', email_verified: true, name: 'Stranger' },
};

function key(kid) {
  const made = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  return { ...made, kid, use: 'sig', alg: 'RS256' };
}
const keys = { first: key('first'), second: key('second'), same: key('first'), unknown: key('unknown') };
const sets = { first: ['first'], second: ['second'], both: ['second', 'first'], same: ['same'] };

let how = {};
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function tampered(token) {
  const claims = { ...decodeJwt(token), ...how.claims };
  for (const name of how.without ?? []) delete claims[name];
  const used = how.signed_by ?? sets[how.keys ?? 'first'][0];
  if (how.alg === 'none') return `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
  if (how.alg === 'HS256') {
    const signed = `${encoded({ alg: 'HS256', kid: used })}.${encoded(claims)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }
  const header = how.no_kid ? { alg: 'RS256' } : { alg: 'RS256', kid: keys[used].kid };
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(keys[used], 'RS256'));
}

async function misbehave(ctx, next) {
  const { path } = ctx;
  if (path.startsWith('/interaction/')) {
    await ctx.oidcProvider.interactionFinished(ctx.req, ctx.res, { login: { accountId: how.who ?? 'anna' } });
    ctx.respond = false;
    return;
  }
  await next();
  if (path === '/token' && ctx.body?.id_token) ctx.body.id_token = await tampered(ctx.body.id_token);
  if (path === '/token') Object.assign(ctx.body, how.token);
  if (path === '/me' && ctx.status === 200) Object.assign(ctx.body, how.userinfo);
  if (path.endsWith('openid-configuration')) Object.assign(ctx.body, how.discovery);
  const back = ctx.response.get('Location') ?? '';
  if (how.no_iss && back.includes('iss=')) ctx.set('Location', back.replace(/[?&]iss=[^&]*/, ''));
}

function providerWith(set) {
  const provider = new Provider(issuer, {
    jwks: { keys: sets[set].map((name) => keys[name]) },
    clients: [['blanketter', 'client_secret_basic'], ['poster', 'client_secret_post']].map(([id, method]) => ({
      client_id: id, client_secret: secret, token_endpoint_auth_method: method, require_auth_time: true,
      redirect_uris: answerUrls.split(','), post_logout_redirect_uris: [backUrl],
      response_types: ['code'], grant_types: ['authorization_code'],
    })),
    pkce: { required: () => true },
    claims: {
      openid: ['sub', 'roles', 'groups', 'realm_access', '_claim_names'],
      email: ['email', 'email_verified'], profile: ['name'],
    },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['k'] },
    findAccount: (_, id) => people[id] && {
      accountId: id, claims: async () => ({ sub: id, ...people[id] }),
    },
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use((ctx, next) => { ctx.oidcProvider = provider; return misbehave(ctx, next); });
  return provider.callback();
}
const providers = Object.fromEntries(Object.keys(sets).map((set) => [set, providerWith(set)]));

async function command(request, response) {
  let body = '';
  for await (const part of request) body += part;
  how = JSON.parse(body);
  response.end();
}

function answer(request, response) {
  if (request.url === '/misbehave') return command(request, response);
  const isFaulty = request.url.includes(how.at ?? 'openid-configuration') && !request.url.endsWith('?again');
  const fault = isFaulty && how.fault;
  if (fault === 'silence') return undefined;
  if (fault === '500') { response.statusCode = 500; return response.end('no'); }
  if (fault === 'html') return response.end('<html>Welcome to the network');
  if (fault === 'elsewhere') { response.writeHead(302, { Location: `${request.url}?again` }); return response.end(); }
  if (fault === 'slow') { response.write('{'); setInterval(() => response.write(' '), 50); return undefined; }
  return providers[how.keys ?? 'first'](request, response);
}
createServer(answer).listen(Number(port), '127.0.0.1', () => console.log('ready'));
