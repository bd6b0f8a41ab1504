import type { Access } from '../src/http/routing/access.js';

/** One route: who may call it, and whether a token that is sent along is looked at. */
export interface RouteRow {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As in the contract. */
  readonly path: string;
  readonly access: Access;
  readonly tokenIgnored?: true;
  /** The success of somebody who may. */
  readonly status: number;
  /** A body that works: the object itself, or the kind that a test makes anew each time. */
  readonly body?:
    | Readonly<Record<string, unknown>>
    | 'registration'
    | 'login'
    | 'account'
    | 'forgot'
    | 'reset'
    | 'confirmation';
}

/**
 * Every route and its permission. Written by hand, so that a route that forgets its guard differs
 * from it; `docs/permissions.md` is made from it.
 */
export const ROUTES: readonly RouteRow[] = [
  {
    method: 'POST',
    path: '/register/',
    access: 'AllowAny',
    tokenIgnored: true,
    status: 201,
    body: 'registration',
  },
  {
    method: 'POST',
    path: '/login/',
    access: 'AllowAny',
    tokenIgnored: true,
    status: 200,
    body: 'login',
  },
  { method: 'POST', path: '/logout/', access: 'IsAuthenticated', status: 200 },
  { method: 'GET', path: '/me/', access: 'IsAuthenticated', status: 200 },
  { method: 'PATCH', path: '/me/', access: 'IsAuthenticated', status: 200, body: 'account' },
  { method: 'DELETE', path: '/me/', access: 'IsAuthenticated', status: 204, body: 'confirmation' },
  { method: 'GET', path: '/me/sessions/', access: 'IsAuthenticated', status: 200 },
  { method: 'DELETE', path: '/me/sessions/{id}/', access: 'IsAuthenticated', status: 204 },
  { method: 'GET', path: '/me/movies/', access: 'IsAuthenticated', status: 200 },
  { method: 'GET', path: '/me/likes/', access: 'IsAuthenticated', status: 200 },
  { method: 'GET', path: '/me/comments/', access: 'IsAuthenticated', status: 200 },
  { method: 'POST', path: '/logout/all/', access: 'IsAuthenticated', status: 200 },
  { method: 'GET', path: '/users/{id}/', access: 'AllowAny', status: 200 },
  {
    method: 'POST',
    path: '/password/forgot/',
    access: 'AllowAny',
    tokenIgnored: true,
    status: 202,
    body: 'forgot',
  },
  {
    method: 'POST',
    path: '/password/reset/',
    access: 'AllowAny',
    tokenIgnored: true,
    status: 200,
    body: 'reset',
  },
  { method: 'GET', path: '/password/reset/', access: 'AllowAny', tokenIgnored: true, status: 200 },
  { method: 'GET', path: '/movies/', access: 'IsAuthenticatedOrReadOnly', status: 200 },
  {
    method: 'POST',
    path: '/movies/',
    access: 'IsAuthenticatedOrReadOnly',
    status: 201,
    body: { title: 'A title' },
  },
  {
    method: 'GET',
    path: '/movies/search/?title=x',
    access: 'IsAuthenticatedOrReadOnly',
    status: 200,
  },
  {
    method: 'GET',
    path: '/movies/suggest/?title=x',
    access: 'IsAuthenticatedOrReadOnly',
    status: 200,
  },
  {
    method: 'GET',
    path: '/movies/genre/?genre=x',
    access: 'IsAuthenticatedOrReadOnly',
    status: 200,
  },
  { method: 'GET', path: '/genres/', access: 'AllowAny', status: 200 },
  { method: 'GET', path: '/movies/trending/', access: 'AllowAny', status: 200 },
  { method: 'GET', path: '/movies/{id}/', access: 'IsAuthenticatedOrReadOnly', status: 200 },
  { method: 'GET', path: '/movies/{id}/similar/', access: 'AllowAny', status: 200 },
  {
    method: 'PATCH',
    path: '/movies/{id}/',
    access: 'IsOwnerOrAdmin',
    status: 200,
    body: { title: 'A title' },
  },
  { method: 'DELETE', path: '/movies/{id}/', access: 'IsOwnerOrAdmin', status: 204 },
  { method: 'GET', path: '/movies/{id}/like/', access: 'IsAuthenticatedOrReadOnly', status: 200 },
  { method: 'POST', path: '/movies/{id}/like/', access: 'IsAuthenticatedOrReadOnly', status: 201 },
  {
    method: 'GET',
    path: '/movies/{id}/comments/',
    access: 'IsAuthenticatedOrReadOnly',
    status: 200,
  },
  {
    method: 'POST',
    path: '/movies/{id}/comments/',
    access: 'IsAuthenticatedOrReadOnly',
    status: 201,
    body: { text: 'A comment' },
  },
  { method: 'GET', path: '/comments/{id}/', access: 'IsAuthenticatedOrReadOnly', status: 200 },
  {
    method: 'GET',
    path: '/comments/{id}/replies/',
    access: 'IsAuthenticatedOrReadOnly',
    status: 200,
  },
  {
    method: 'PATCH',
    path: '/comments/{id}/',
    access: 'IsOwner',
    status: 200,
    body: { text: 'A comment' },
  },
  { method: 'DELETE', path: '/comments/{id}/', access: 'IsOwnerOrAdmin', status: 204 },
  {
    method: 'DELETE',
    path: '/movies/{id}/like/',
    access: 'IsAuthenticatedOrReadOnly',
    status: 200,
  },
  { method: 'GET', path: '/', access: 'AllowAny', tokenIgnored: true, status: 200 },
  {
    method: 'GET',
    path: '/catalogue/any/page.css/',
    access: 'AllowAny',
    tokenIgnored: true,
    status: 200,
  },
  { method: 'GET', path: '/problems/', access: 'AllowAny', tokenIgnored: true, status: 200 },
  {
    method: 'GET',
    path: '/problems/not-found/',
    access: 'AllowAny',
    tokenIgnored: true,
    status: 200,
  },
  { method: 'GET', path: '/health/live/', access: 'AllowAny', tokenIgnored: true, status: 200 },
  { method: 'GET', path: '/metrics/', access: 'AllowAny', tokenIgnored: true, status: 200 },
  { method: 'GET', path: '/health/ready/', access: 'AllowAny', tokenIgnored: true, status: 200 },
];
